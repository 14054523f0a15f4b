// One way to read feeds, in a process of its own: reads 200 of about 25 KB or one of 5 MB as often as it is told to, and
// answers how many it read in a second of CPU time.
import { parseFeed } from 'feedlock/parse';
import { parseFeed as parseByFeedsmith } from 'feedsmith';
import Parser from 'rss-parser';
import { sanitizeEntry } from '../../dist/src/parse/html/sanitize.js';
import { feedOf } from './feeds.mjs';

const [, , way = '', name = ''] = process.argv;
const bodies = name === 'small' ? Array.from({ length: 200 }, (_, at) => feedOf(at, 25_000)) : [feedOf(0, 5_000_000)];
const url = 'https://site.example/feed.xml';
const rssParser = new Parser();

/** @type {Record<string, (body: Uint8Array, at: number) => unknown>} */
const ways = {
  parseFeed: (body) => parseFeed(body, { url }),
  'parseFeed, sanitised': (body) => parseFeed(body, { url, sanitize: true }),
  'sanitising alone': (_, at) => parsed[at]?.entries.map(sanitizeEntry),
  'rss-parser': (body) => rssParser.parseString(Buffer.from(body).toString()),
  feedsmith: (body) => parseByFeedsmith(Buffer.from(body).toString()),
};
const read = ways[way];
if (!read) throw new Error(`no way to read feeds: ${way}`);

const parsed = way === 'sanitising alone' ? await Promise.all(bodies.map((body) => parseFeed(body, { url }))) : [];

process.on('message', async (/** @type {number} */ times) => {
  const before = process.cpuUsage();
  for (let i = 0; i < times; i++) for (const [at, body] of bodies.entries()) await read(body, at);
  const { user, system } = process.cpuUsage(before);
  process.send?.((times * bodies.length) / ((user + system) / 1e6));
});
process.send?.(0);
