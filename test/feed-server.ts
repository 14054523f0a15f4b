import { once } from 'node:events';
import { createServer, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A feed that a test can change, slow down and watch. */
export interface ServedFeed {
  readonly url: string;
  /** Entries numbered 1 to `entries`; a change of either makes another body and another ETag. */
  entries: number;
  version: number;
  status: number;
  /** Sent with any answer, as a `location` or a `retry-after`. */
  headers: Record<string, string>;
  /** In the place of a feed with entries. */
  body: string | null;
  /** ms before the answer; `Infinity`: it waits for `answer`. */
  delay: number;
  /** Lets a waiting request have its answer. */
  answer(): void;
  /** Requests so far, and how many of them at once at the most. */
  readonly requests: number;
  readonly atOnce: number;
  /** ms from one request to the next, at the least. */
  readonly leastGap: number;
  /** Resolves when so many requests have come. */
  requested(count: number): Promise<void>;
}

const rss = (title: string, { entries, version }: ServedFeed) => `<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0"><channel><title>${title} ${version}</title><link>https://site.example/</link><description/>
${Array.from(
  { length: entries },
  (_, i) =>
    `<item><title>Entry ${i + 1}</title><guid isPermaLink="false">${title}-${i + 1}</guid><link>https://site.example/${i + 1}</link>` +
    `<pubDate>Fri, 02 Jan 2026 03:04:05 GMT</pubDate><description>Words</description></item>`,
).join('\n')}
</channel></rss>`;

/** An HTTP server on loopback with feeds at `/<name>`, on as many hosts as it has addresses. */
export const openFeedServer = async (addresses: readonly [string, ...string[]] = ['127.0.0.1']) => {
  const feeds = new Map<
    string,
    ServedFeed & { serve(response: ServerResponse, condition: string | undefined): void }
  >();
  const serve: RequestListener = (request, response) => {
    const feed = feeds.get(decodeURIComponent((request.url ?? '').slice(1)));
    if (feed) feed.serve(response, request.headers['if-none-match']);
    else response.writeHead(404).end();
  };
  const listen = async (port: number, address: string) => {
    const server = createServer(serve).listen(port, address);
    await once(server, 'listening');
    return server;
  };
  const [first, ...others] = addresses;
  const main = await listen(0, first);
  const { port } = main.address() as AddressInfo;
  const servers = [main, ...(await Promise.all(others.map((address) => listen(port, address))))];
  const host = `${first}:${port}`;

  const add = (name: string): ServedFeed => {
    let requests = 0;
    let open = 0;
    let atOnce = 0;
    let last = Number.NEGATIVE_INFINITY;
    let leastGap = Number.POSITIVE_INFINITY;
    const held = new Set<() => void>();
    const watchers = new Set<() => void>();
    const reply = (response: ServerResponse, condition: string | undefined) => {
      const etag = `"${feed.version}-${feed.entries}"`;
      if (feed.status !== 200) response.writeHead(feed.status, feed.headers).end();
      else if (condition === etag) response.writeHead(304, { ...feed.headers, etag }).end();
      else
        response
          .writeHead(200, { ...feed.headers, etag, 'content-type': 'application/rss+xml' })
          .end(feed.body ?? rss(name, feed));
    };
    const feed = {
      url: `http://${addresses[feeds.size % addresses.length]}:${port}/${encodeURIComponent(name)}`,
      entries: 3,
      version: 1,
      status: 200,
      headers: {},
      body: null,
      delay: 0,
      answer: () => {
        for (const send of held) send();
      },
      get requests() {
        return requests;
      },
      get atOnce() {
        return atOnce;
      },
      get leastGap() {
        return leastGap;
      },
      requested: (count: number) =>
        new Promise<void>((resolve) => {
          const look = () => {
            if (requests >= count && watchers.delete(look)) resolve();
          };
          watchers.add(look);
          look();
        }),
      serve: (response: ServerResponse, condition: string | undefined) => {
        requests++;
        leastGap = Math.min(leastGap, performance.now() - last);
        last = performance.now();
        atOnce = Math.max(atOnce, ++open);
        response.once('close', () => open--);
        const send = () => {
          held.delete(send);
          reply(response, condition);
        };
        if (feed.delay === Number.POSITIVE_INFINITY) held.add(send);
        else if (feed.delay > 0) setTimeout(send, feed.delay);
        else send();
        for (const look of [...watchers]) look();
      },
    };
    feeds.set(name, feed);
    return feed;
  };

  const stop = async () => {
    await Promise.all(
      servers.map(async (server) => {
        server.closeAllConnections();
        server.close();
        await once(server, 'close');
      }),
    );
  };
  return { host, add, stop, [Symbol.asyncDispose]: stop };
};

export type FeedServer = Awaited<ReturnType<typeof openFeedServer>>;
