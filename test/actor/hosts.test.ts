import { describe, expect, test } from 'vitest';
import { granted, onLost, openHosts, patience, pending } from './hosts.stage.ts';

const a = 'https://a.example/feed';
const b = 'https://b.example/feed';

describe('a permit', () => {
  test('who waits for a place at a host gets it when one is given back, and may give up', async () => {
    await using hosts = openHosts();
    const [first, second, third] = [hosts.take(a, { onLost }), hosts.take(a, { onLost }), hosts.take(a, { onLost })];
    expect([first.granted, second.granted, third.granted]).toEqual([true, false, false]);
    const impatience = new AbortController();
    const given = second.wait(impatience.signal);
    const place = third.wait(patience());
    impatience.abort(new Error('enough'));
    await expect(given).rejects.toThrow('enough');
    second.release();
    expect(await pending(place)).toBe(true);
    first.release();
    first.release();
    expect(await place).toEqual({ status: 'granted' });
    third.release();
    expect(hosts.take(a, { onLost }).granted).toBe(true);
    expect(hosts.take(b, { onLost }).granted).toBe(true);
  });

  test('that is given back while somebody waits for it ends the wait', async () => {
    await using hosts = openHosts();
    hosts.take(a, { onLost });
    const second = hosts.take(a, { onLost });
    const place = second.wait(patience());
    second.release();
    await expect(place).rejects.toMatchObject({ code: 'cancelled' });
    await expect(second.wait(patience())).rejects.toMatchObject({ code: 'cancelled' });
  });

  test('is not waited for by whose signal has been aborted before', async () => {
    await using hosts = openHosts();
    const first = hosts.take(a, { onLost });
    const second = hosts.take(a, { onLost });
    await expect(second.wait(AbortSignal.abort(new Error('too late')))).rejects.toThrow('too late');
    first.release();
    expect(hosts.take(a, { onLost }).granted).toBe(true);
  });

  test('serves those who wait in the order in which they came, however many give up', async () => {
    await using hosts = openHosts();
    const first = hosts.take(a, { onLost });
    const order: number[] = [];
    const permits = Array.from({ length: 100 }, () => hosts.take(a, { onLost }));
    const served = permits.map(async (permit, i) => {
      if (i % 3 === 1) return permit.release();
      await permit.wait(patience());
      order.push(i);
      permit.release();
    });
    first.release();
    await Promise.all(served);
    expect(order).toEqual(permits.map((_, i) => i).filter((i) => i % 3 !== 1));
  });
});

describe('a request', () => {
  test('uses the place of its permit, and gives it back as soon as it is answered', async () => {
    await using hosts = openHosts();
    const [first, second] = [hosts.take(a, { onLost }), hosts.take(a, { onLost })];
    const place = second.wait(patience());
    const request = granted(await first.enter(a, patience()));
    expect(await pending(place)).toBe(true);
    request.leave('answered');
    expect(await place).toEqual({ status: 'granted' });
    first.release();
    expect(hosts.take(a, { onLost }).granted).toBe(false);
  });

  test('that follows a redirect at the same host has its turn before those who wait', async () => {
    await using hosts = openHosts();
    const [first, second, third] = [hosts.take(a, { onLost }), hosts.take(a, { onLost }), hosts.take(a, { onLost })];
    const one = granted(await first.enter(a, patience()));
    const [secondPlace, thirdPlace] = [second.wait(patience()), third.wait(patience())];
    one.leave('answered');
    await secondPlace;
    const two = first.enter('https://a.example/moved', patience());
    expect(await pending(two)).toBe(true);
    second.release();
    granted(await two).leave('answered');
    await thirdPlace;
  });

  test('at another host takes a place there, and holds none here', async () => {
    await using hosts = openHosts();
    const there = hosts.take(b, { onLost });
    const permit = hosts.take(a, { onLost });
    granted(await permit.enter(a, patience())).leave('answered');
    const request = permit.enter(b, patience());
    expect(await pending(request)).toBe(true);
    expect(hosts.take(a, { onLost }).granted).toBe(true);
    there.release();
    granted(await request);
    expect(hosts.take(b, { onLost }).granted).toBe(false);
    permit.release();
    expect(hosts.take('https://b.example/other', { onLost }).granted).toBe(false);
  });

  test('of two imports that are redirected to each other’s host both end', async () => {
    await using hosts = openHosts();
    const [one, two] = [hosts.take(a, { onLost }), hosts.take(b, { onLost })];
    const crossing = [one.enter(b, patience()), two.enter(a, patience())];
    for (const request of await Promise.all(crossing)) granted(request).leave('answered');
  });

  test('that is still under way when its permit is given back gives its place back', async () => {
    await using hosts = openHosts();
    const permit = hosts.take(a, { onLost });
    const request = granted(await permit.enter(a, patience()));
    permit.release();
    const next = hosts.take(a, { onLost });
    expect(next.granted).toBe(true);
    request.leave('answered');
    expect(hosts.take(a, { onLost }).granted).toBe(false);
  });

  test('gets no place after its permit was given back', async () => {
    await using hosts = openHosts();
    const there = hosts.take(b, { onLost });
    const permit = hosts.take(a, { onLost });
    const request = permit.enter(b, patience());
    expect(await pending(request)).toBe(true);
    permit.release();
    there.release();
    await expect(request).rejects.toMatchObject({ code: 'cancelled' });
    expect(hosts.take(b, { onLost }).granted).toBe(true);
  });

  test('without a permit waits for a place too, until it gives up', async () => {
    await using hosts = openHosts();
    const permit = hosts.take(a, { onLost });
    const impatience = new AbortController();
    const given = hosts.enter(a, impatience.signal);
    expect(await pending(given)).toBe(true);
    impatience.abort(new Error('enough'));
    await expect(given).rejects.toThrow('enough');
    await expect(hosts.enter(b, AbortSignal.abort(new Error('too late')))).rejects.toThrow('too late');
    const request = hosts.enter(a, patience());
    permit.release();
    granted(await request).leave('answered');
    expect(hosts.take(a, { onLost }).granted).toBe(true);
  });
});

describe('a host that asks to be left alone', () => {
  test('is, by those who wait and by those who come, until the time that it named', async () => {
    await using hosts = openHosts({ concurrency: 2 });
    const first = hosts.take(a, { onLost });
    const others = Array.from({ length: 3 }, () => hosts.take(a, { onLost }));
    const waiting = others.slice(1).map((permit) => permit.wait(patience()));
    const request = granted(await first.enter(a, patience()));
    const before = Date.now();
    request.leave({ waitMs: 60_000 });
    const after = Date.now();
    const admissions = [...(await Promise.all(waiting)), await hosts.take(a, { onLost }).wait(patience())];
    for (const admission of admissions) {
      if (admission.status !== 'deferred') throw new Error('expected to be deferred');
      expect(admission.until.getTime()).toBeGreaterThanOrEqual(before + 59_999);
      expect(admission.until.getTime()).toBeLessThanOrEqual(after + 60_001);
    }
    expect(hosts.take(b, { onLost }).granted).toBe(true);
  });

  test('is not asked by an import that had its place before, and has not begun its request', async () => {
    await using hosts = openHosts({ concurrency: 2 });
    const [first, second] = [hosts.take(a, { onLost }), hosts.take(a, { onLost })];
    expect(second.granted).toBe(true);
    granted(await first.enter(a, patience())).leave({ waitMs: 60_000 });
    expect(await second.enter(a, patience())).toMatchObject({ status: 'deferred' });
  });

  test('is asked again after it', async () => {
    await using hosts = openHosts();
    granted(await hosts.take(a, { onLost }).enter(a, patience())).leave({ waitMs: 60 });
    const before = performance.now();
    await expect.poll(() => hosts.take(a, { onLost }).granted, { interval: 5 }).toBe(true);
    expect(performance.now() - before).toBeGreaterThan(50);
  });

  test('may be known from elsewhere; a shorter time changes nothing', async () => {
    await using hosts = openHosts();
    hosts.limit(a, 60_000);
    hosts.limit(a, 1_000);
    hosts.limit(a, 0);
    const admission = await hosts.take('https://a.example/other', { onLost }).wait(patience());
    if (admission.status !== 'deferred') throw new Error('expected to be deferred');
    expect(admission.until.getTime()).toBeGreaterThan(Date.now() + 50_000);
  });

  test('and told so to another node is not asked by a redirect to it, nor without a permit', async () => {
    const asked: string[] = [];
    const until = new Date(Date.now() + 60_000);
    const notBefore = async (host: string) => {
      asked.push(host);
      return host === 'b.example' ? until : null;
    };
    await using hosts = openHosts({ deps: { notBefore } });
    const permit = hosts.take(a, { onLost });
    granted(await permit.enter(a, patience())).leave('answered');
    granted(await permit.enter(a, patience())).leave('answered');
    expect(asked).toEqual(['a.example']);
    expect(await permit.enter(b, patience())).toEqual({ status: 'deferred', until });
    expect(await hosts.enter(b, patience())).toEqual({ status: 'deferred', until });
    granted(await hosts.enter(a, patience())).leave('answered');
    expect(asked).toEqual(['a.example', 'b.example', 'b.example', 'a.example']);
  });
});

describe('a host that fails', () => {
  const fail = async (hosts: ReturnType<typeof openHosts>, url: string) =>
    granted(await hosts.take(url, { onLost }).enter(url, patience())).leave('failed');

  test('is left alone, also when nobody was there between its failures', async () => {
    await using hosts = openHosts({ failures: 3 });
    for (let i = 0; i < 3; i++) await fail(hosts, a);
    expect(await hosts.take(a, { onLost }).wait(patience())).toMatchObject({ status: 'deferred' });
  });

  test('is forgotten when a thousand others have failed since', async () => {
    await using hosts = openHosts({ failures: 2 });
    await fail(hosts, a);
    for (let i = 0; i < 1_000; i++) await fail(hosts, `https://site-${i}.example/`);
    await fail(hosts, a);
    expect(hosts.take(a, { onLost }).granted).toBe(true);
    await fail(hosts, 'https://site-999.example/');
    expect(hosts.take('https://site-999.example/', { onLost }).granted).toBe(false);
  });
});

describe('what is remembered of hosts', () => {
  const openWatched = (options: Parameters<typeof openHosts>[0] = {}) => {
    const living = new Set<string>();
    const inspect = ({ type, actorRef }: { type: string; actorRef: { id?: string } }) => {
      if (type === '@xstate.actor') living.add(String(actorRef.id));
    };
    const hosts = openHosts({ ...options, deps: { inspect: inspect as never } });
    return { hosts, living };
  };

  test('a host that is well is made anew for each who comes when nobody is there, one that is limited is not', async () => {
    const { hosts, living } = openWatched();
    await using _ = hosts;
    const permit = hosts.take(a, { onLost });
    expect([...living]).toEqual(['host a.example']);
    living.clear();
    hosts.take(a, { onLost }).release();
    expect([...living]).toEqual([]);
    granted(await permit.enter(a, patience())).leave('answered');
    hosts.take(a, { onLost }).release();
    expect([...living]).toEqual(['host a.example']);
    living.clear();
    granted(await hosts.take(a, { onLost }).enter(a, patience())).leave({ waitMs: 60_000 });
    living.clear();
    hosts.take(a, { onLost }).release();
    expect([...living]).toEqual([]);
  });

  test('spacing holds for who comes when nobody is there any more', async () => {
    await using hosts = openHosts({ spacing: 60 });
    const before = performance.now();
    hosts.take(a, { onLost }).release();
    const permit = hosts.take(a, { onLost });
    expect(permit.granted).toBe(false);
    await permit.wait(patience());
    expect(performance.now() - before).toBeGreaterThan(58);
  });
});

test('stopping ends every wait', async () => {
  const hosts = openHosts();
  const permit = hosts.take(a, { onLost });
  const held = granted(await permit.enter(a, patience()));
  const waiting = [hosts.take(a, { onLost }).wait(patience()), hosts.enter(a, patience())];
  expect(await pending(Promise.race(waiting))).toBe(true);
  await hosts.stop();
  for (const wait of waiting) await expect(wait).rejects.toMatchObject({ code: 'stopped' });
  held.leave('answered');
  permit.release();
});
