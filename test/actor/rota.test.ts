import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { workInTurns } from '../../src/actor/rota.ts';
import { urlOf } from '../../src/url.ts';

const hostOf = (url: string) => new URL(url).host;
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

describe('working in turns', () => {
  it('takes the hosts by turns, each as often at once as it may', async () => {
    const urls = ['a/1', 'a/2', 'a/3', 'b/1', 'c/1'].map((url) => `https://${url}`);
    const begun: string[] = [];
    await workInTurns(urls, { hostOf, perHost: 1, concurrency: 2 }, async (url) => {
      begun.push(url.slice('https://'.length));
      await turn();
    });
    expect(begun.slice(0, 3)).toEqual(['a/1', 'b/1', 'c/1']);
    expect(begun.toSorted()).toEqual(['a/1', 'a/2', 'a/3', 'b/1', 'c/1']);
  });

  it('begins nothing of a host that takes no more, while others go on', async () => {
    const urls = [...Array.from({ length: 64 }, (_, i) => `https://slow/${i}`), 'https://quick/1', 'https://quick/2'];
    let free = () => {};
    const slow = new Promise<void>((resolve) => {
      free = resolve;
    });
    const begun: string[] = [];
    const all = workInTurns(urls, { hostOf, perHost: 2, concurrency: 4 }, (url) => {
      begun.push(hostOf(url));
      if (begun.filter((host) => host === 'quick').length === 2) free();
      return hostOf(url) === 'slow' ? slow : turn();
    });
    await slow;
    expect(begun.slice(0, 4)).toEqual(['slow', 'quick', 'slow', 'quick']);
    await all;
  });

  it('begins a URL at once as often as it is there', async () => {
    const urls = ['https://a/1', 'https://a/2', 'https://a/1'];
    const begun: number[] = [];
    await workInTurns(urls, { hostOf, perHost: 1, concurrency: 1 }, async (_, place) => {
      begun.push(place);
      await turn();
    });
    expect(begun).toEqual([0, 2, 1]);
  });

  it('works on every URL once, in bounds, whatever the list', async () => {
    const url = fc.tuple(fc.constantFrom('a', 'b', 'c', 'd'), fc.nat(50)).map(([host, i]) => `https://${host}/${i}`);
    const anything = fc.oneof(url, fc.constantFrom('no URL', ''));
    const counts = fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 6 }));
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(anything, { maxLength: 40 }), counts, async (urls, [perHost, concurrency]) => {
        const open = new Map<string, number>();
        const places: number[] = [];
        await workInTurns(urls, { hostOf, perHost, concurrency }, async (each, place) => {
          expect(urls[place]).toBe(each);
          places.push(place);
          const host = urlOf(each) ? hostOf(each) : '';
          open.set(host, (open.get(host) ?? 0) + 1);
          expect(open.get(host)).toBeLessThanOrEqual(perHost);
          expect([...open.values()].reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(concurrency);
          await turn();
          open.set(host, (open.get(host) ?? 0) - 1);
        });
        expect(places.toSorted((one, other) => one - other)).toEqual(urls.map((_, place) => place));
      }),
    );
  });

  it('rejects with what the work rejects with', async () => {
    const work = workInTurns(['https://a/'], { hostOf, perHost: 1, concurrency: 1 }, () =>
      Promise.reject(new Error('no')),
    );
    await expect(work).rejects.toThrow('no');
  });
});
