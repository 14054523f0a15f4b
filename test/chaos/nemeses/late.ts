import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { now } from '../clock.ts';
import { type Nemesis, until } from '../nemesis.ts';

/** Long enough for us to stop what the node will send next, in ms. */
const head = 150;

/** How long a fetch takes while another node tries to get at its feed, in ms. */
const fetching = 1_500;

/**
 * A release that is under way for longer than the lease. When it arrives another node holds the lock, and a third one asks for it.
 */
export const lateRelease: Nemesis = {
  kind: 'late release',
  place: 'rows',
  strike: async ({ stage, traffic, post, random, over }) => {
    const { origin, ttl, posts } = stage;
    const { node, links } = post;
    const feed = random.pick(origin.feeds);
    const [second, third] = posts.filter(({ name }) => name !== post.name);
    const heard = once(node.news, 'halted', { signal: AbortSignal.any([over, AbortSignal.timeout(3_000)]) }).catch(
      () => null,
    );
    node.order('halt', { at: 'before release', how: head, url: feed.url });
    traffic.move(feed);
    node.order('import', feed.url);
    const news = await heard;
    node.order('halt', null);
    if (news === null) return null;
    const from = now();
    for (const link of links.nats) link.freeze('requests');
    await until(ttl + 500, over);
    feed.delay = fetching;
    second?.node.order('import', feed.url);
    await delay(fetching / 3);
    for (const link of links.nats) link.thaw();
    await delay(fetching / 6);
    third?.node.order('import', feed.url);
    await delay(fetching);
    feed.delay = null;
    return { node: node.life, from, to: now(), excuse: null, run: null };
  },
};
