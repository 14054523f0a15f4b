// Serves FEED_COUNT generated feeds of about 24 KB, each with 20 entries, at /feed/<i>.xml. `POST /change?every=20` gives every
// 20th feed a new entry. It answers after DELAY ms, and a share CHANGING of all requests finds a new entry. Prints its address.
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';

const words =
  'harbour lamp tide winter signal bridge keeper letter engine market paper garden river window bread'.split(' ');
const entriesPerFeed = 20;
const { FEED_COUNT, DELAY = '0', CHANGING = '0' } = process.env;

/** As many words as asked for, the same whenever they are asked for. @type {(seed: number, count: number) => string} */
const text = (seed, count) =>
  Array.from({ length: count }, (_, i) => words[(seed * 31 + i * i * 7 + i) % words.length]).join(' ');

/** @type {(feed: number, number: number) => string} */
const item = (feed, number) => {
  const link = `https://site-${feed}.example/posts/${number}`;
  const body = `<p>${text(feed + number, 90)} <a href="${link}?from=feed&amp;n=1">${text(number, 5)}</a>.</p>`;
  return `<item><title>${text(feed + number, 6)} &amp; more</title><link>${link}</link>
<guid isPermaLink="false">tag:site-${feed}.example,2026:${number}</guid><pubDate>${new Date(1.77e12 + number * 36e5).toUTCString()}</pubDate>
<category>news</category><description>${text(number, 12)}</description>
<content:encoded><![CDATA[${body}${body.replaceAll('a', 'e')}]]></content:encoded></item>`;
};

/** @type {(feed: number, version: number) => string} */
const feedOf = (feed, version) => `<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>Site ${feed}</title>
<link>https://site-${feed}.example/</link><description>Feed ${feed}</description>
${Array.from({ length: entriesPerFeed }, (_, i) => item(feed, version + entriesPerFeed - i)).join('\n')}
</channel></rss>`;

/** @param {number} feed @param {number} version */
const generate = (feed, version) => {
  const body = Buffer.from(feedOf(feed, version));
  return { body, etag: `"${createHash('sha1').update(body).digest('base64url')}"`, version };
};

const feeds = Array.from({ length: Number(FEED_COUNT) }, (_, i) => generate(i, 0));

/** @param {number} every */
const change = (every) => {
  for (const [i, { version }] of feeds.entries()) if (i % every === 0) feeds[i] = generate(i, version + 1);
};

const server = createServer(async (request, response) => {
  const { pathname, searchParams } = new URL(request.url ?? '', 'http://localhost');
  const number = Number(/^\/feed\/(\d+)\.xml$/.exec(pathname)?.[1] ?? -1);
  if (Number(DELAY) > 0) await delay(Number(DELAY));
  if (Math.random() < Number(CHANGING) && feeds[number]) feeds[number] = generate(number, feeds[number].version + 1);
  const feed = feeds[number];
  if (request.method === 'POST') {
    change(Number(searchParams.get('every')));
    response.end();
  } else if (!feed) response.writeHead(404).end();
  else if (request.headers['if-none-match'] === feed.etag) response.writeHead(304, { etag: feed.etag }).end();
  else response.writeHead(200, { etag: feed.etag, 'content-type': 'application/rss+xml' }).end(feed.body);
});
await once(server.listen(0, '127.0.0.1'), 'listening');
const address = server.address();
process.stdout.write(`http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}\n`);
process.stdin.once('end', () => process.exit()).resume();
