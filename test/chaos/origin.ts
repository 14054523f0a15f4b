import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { openProxy } from '../proxy.ts';
import { now } from './clock.ts';
import type { Random } from './random.ts';

/** What a feed served, and when it began to. */
export interface Serving {
  name: string;
  version: number;
  at: number;
}

/** A request for a feed. */
export interface Call {
  name: string;
  /** As who it was made. */
  agent: string;
  from: number;
  /** `null`: it goes on. */
  to: number | null;
  /** What it was answered with, if anything. */
  version: number | null;
}

interface Feed {
  name: string;
  url: string;
  version: number;
  /** ms that it takes to answer; `null`: as long as it happens to. */
  delay: number | null;
}

/** Entries of one document: each version has a new one, and has lost the oldest. */
const shown = 4;

export const entriesOf = (name: string, version: number): string[] =>
  Array.from({ length: Math.min(shown, version) }, (_, back) => `${name}-${version - back}`);

/** A title says which version it is. */
export const versionOf = (title: string): number => Number(title.split(' ')[1]);

const rss = ({ name, version }: Feed) => `<?xml version="1.0"?>
<rss version="2.0"><channel><title>${name} ${version}</title><link>https://site.example/</link><description/>
${entriesOf(name, version)
  .map(
    (id) =>
      `<item><title>Entry ${id}</title><guid isPermaLink="false">${id}</guid><description>Words</description></item>`,
  )
  .join('\n')}
</channel></rss>`;

interface OriginOptions {
  count: number;
  /** ms that a feed takes to answer. */
  answer: [low: number, high: number];
  /** ms that it takes now and then, at the least. */
  slow: number;
  random: Random;
}

/** Shares of all answers. */
const slowShare = 0.03;
const brokenShare = 0.01;

/** The server of thousands of feeds. It answers after a while, so that imports are caught at it. */
export const openOrigin = async ({ count, answer: [low, high], slow, random }: OriginOptions) => {
  const feeds = new Map<string, Feed>();
  const served: Serving[] = [];
  const calls: Call[] = [];

  const answer = (feed: Feed, call: Call, response: ServerResponse, condition: string | undefined) => {
    const etag = `"${feed.version}"`;
    if (random.chance(brokenShare)) return void response.writeHead(500).end();
    if (condition === etag) return void response.writeHead(304, { etag }).end();
    call.version = feed.version;
    response.writeHead(200, { etag, 'content-type': 'application/rss+xml' }).end(rss(feed));
  };
  const wait = () => (random.chance(slowShare) ? random.between(slow, 1.5 * slow) : random.between(low, high));
  const server = createServer((request, response) => {
    const feed = feeds.get((request.url ?? '').slice(1));
    if (feed === undefined) return void response.writeHead(404).end();
    const { 'user-agent': agent = '', 'if-none-match': condition } = request.headers;
    const call: Call = { name: feed.name, agent, from: now(), to: null, version: null };
    calls.push(call);
    response.once('close', () => {
      call.to = now();
    });
    setTimeout(answer, feed.delay ?? wait(), feed, call, response, condition);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const link = await openProxy((server.address() as AddressInfo).port);
  const host = `127.0.0.1:${link.port}`;

  const begin = (feed: Feed, version: number) => {
    feed.version = version;
    served.push({ name: feed.name, version, at: now() });
  };
  for (let at = 0; at < count; at++) {
    const feed = { name: `f${at}`, url: `http://${host}/f${at}`, version: 0, delay: null };
    feeds.set(feed.name, feed);
    begin(feed, 1);
  }

  return {
    host,
    /** What all nodes reach it through. */
    link,
    feeds: [...feeds.values()] as readonly Feed[],
    /** All that was ever served, in its order. */
    served: served as readonly Serving[],
    /** Begins to serve the next version of a feed. */
    move: (feed: Feed): void => begin(feed, feed.version + 1),
    /** All that it was ever asked for. */
    calls: calls as readonly Call[],
    [Symbol.asyncDispose]: async () => {
      await link.stop();
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
};

export type { Feed as ServedFeed };
