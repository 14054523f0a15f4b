import { describe, expect, it } from 'vitest';
import { createCluster } from './cluster.ts';

const rss = (items: string) => `<rss version="2.0"><channel><title>Poison</title>${items}</channel></rss>`;
const item = (at: number, text: string) => `<item><guid>${at}</guid><description>${text}</description></item>`;
const long = (size: number) => 'words '.repeat(size / 6);

/** Each in no more than 15 MB, as much as is fetched. */
const documents: [name: string, body: string][] = [
  ['bombs of entities', `<!DOCTYPE rss [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>${rss(item(1, '&b;'))}`],
  ['tags in tags', rss(`<item><guid>1</guid>${'<a>'.repeat(100_000)}</item>`)],
  ['two hundred thousand items', rss('<item><title>x</title></item>'.repeat(200_000))],
  ['millions of attributes', rss(`<item><guid>1</guid><a ${'x="1" '.repeat(1_000_000)}></a></item>`)],
  ['a long comment', `${rss(item(1, 'x'))}<!--${long(6_000_000)}-->`],
  [
    'names of prototypes',
    rss('<item><__proto__>x</__proto__><constructor>y</constructor><guid>__proto__</guid></item>'),
  ],
  ['an endless id and title', rss(`<item><guid>${long(100_000)}</guid><title>${long(1_000_000)}</title></item>`)],
  ['zeros and halves of characters', rss(item(1, '\0&#0;&#xD800;\\u0000'))],
];

describe('a poison feed', () => {
  const cluster = createCluster({ hostSpacing: 0 });

  it('is imported within the limits or fails, and keeps neither the event loop nor its lease', async () => {
    const node = await cluster.open('a-node');
    const feeds = documents.map(([name, body]) => Object.assign(cluster.server.add(name), { body }));
    let turns = 0;
    const timer = setInterval(() => {
      turns += 1;
    }, 10);
    const began = performance.now();
    const settled = await node.importAll(feeds.map(({ url }) => url));
    clearInterval(timer);
    expect(settled.map(({ status }) => status)).not.toContain('lost');
    expect(settled.filter(({ status }) => status !== 'imported')).toEqual([]);
    // Half of what an idle event loop would do, and the more the longer it takes.
    expect(turns).toBeGreaterThan((performance.now() - began) / 100);
    expect(await node.locks()).toEqual([]);
  });

  it('that takes too long to read costs one outcome, while others are imported', async () => {
    const node = await cluster.open('an-impatient-node', { parse: { timeout: 150, threads: 1 } });
    const slow = cluster.server.add('slow to read');
    slow.body = rss(Array.from({ length: 5_000 }, (_, at) => item(at, `&lt;p&gt;${long(1_200)}`)).join(''));
    const other = cluster.server.add('quick to read');
    const [late, quick] = await Promise.all([node.import(slow.url), node.import(other.url)]);
    expect(late).toMatchObject({ status: 'failed', error: { code: 'parse-timeout' } });
    expect(quick.status).toBe('imported');
    expect(await node.import(slow.url)).toMatchObject({ status: 'failed', fence: 2 });
  });
});
