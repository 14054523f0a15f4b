import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { now } from './clock.ts';
import type { Random } from './random.ts';

/** What a feed served, and when it began to. */
export interface Serving {
  name: string;
  version: number;
  at: number;
}

interface Feed {
  name: string;
  url: string;
  version: number;
  open: number;
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
  /** ms that a feed takes to answer; some take four times as long. */
  answer: [low: number, high: number];
  random: Random;
}

/** The server of thousands of feeds. It answers after a while, so that imports are caught at it. */
export const openOrigin = async ({ count, answer: [low, high], random }: OriginOptions) => {
  const feeds = new Map<string, Feed>();
  const served: Serving[] = [];
  let requests = 0;
  let overlaps = 0;

  const answer = (feed: Feed, response: ServerResponse, condition: string | undefined) => {
    const etag = `"${feed.version}"`;
    if (condition === etag) response.writeHead(304, { etag }).end();
    else response.writeHead(200, { etag, 'content-type': 'application/rss+xml' }).end(rss(feed));
  };
  const server = createServer((request, response) => {
    const feed = feeds.get((request.url ?? '').slice(1));
    if (feed === undefined) return void response.writeHead(404).end();
    requests += 1;
    if (feed.open > 0) overlaps += 1;
    feed.open += 1;
    response.once('close', () => {
      feed.open -= 1;
    });
    const usual = () => random.between(low, high) * (random.next() < 0.05 ? 4 : 1);
    setTimeout(answer, feed.delay ?? usual(), feed, response, request.headers['if-none-match']);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;

  const begin = (feed: Feed, version: number) => {
    feed.version = version;
    served.push({ name: feed.name, version, at: now() });
  };
  for (let at = 0; at < count; at++) {
    const feed = { name: `f${at}`, url: `http://${host}/f${at}`, version: 0, open: 0, delay: null };
    feeds.set(feed.name, feed);
    begin(feed, 1);
  }

  return {
    host,
    feeds: [...feeds.values()] as readonly Feed[],
    /** All that was ever served, in its order. */
    served: served as readonly Serving[],
    /** Begins to serve the next version of a feed. */
    move: (feed: Feed): void => begin(feed, feed.version + 1),
    /** Requests so far, and how many of them came while another for the same feed was open. */
    counts: () => ({ requests, overlaps }),
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
};

export type { Feed as ServedFeed };
