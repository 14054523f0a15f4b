// Reads generated feeds with feedlock's parser and with others, by turns, each in a process of its own that stays warm, and
// tells how many each reads in a second of CPU time: the best of ROUNDS (12).
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { feedOf } from './feeds.mjs';

const ways = ['parseFeed', 'parseFeed, sanitised', 'sanitising alone', 'rss-parser', 'feedsmith'];
const rounds = Number(process.env.ROUNDS ?? 12);

/** @type {(feeds: string, times: number) => Promise<number[]>} */
const measure = async (feeds, times) => {
  const readers = ways.map((way) => fork(new URL('./reader.mjs', import.meta.url), [way, feeds]));
  await Promise.all(readers.map((reader) => once(reader, 'message')));
  const best = ways.map(() => 0);
  // The first round warms them up.
  for (let round = 0; round <= rounds; round++) {
    for (const [at, reader] of readers.entries()) {
      reader.send(times);
      const [speed] = await once(reader, 'message');
      if (round > 0) best[at] = Math.max(best[at] ?? 0, speed);
    }
  }
  for (const reader of readers) reader.disconnect();
  return best;
};

const size = feedOf(0, 25_000).byteLength;
const corpora = {
  [`200 feeds of ${(size / 1_000).toFixed(0)} KB`]: await measure('small', 2),
  'one feed of 5 MB': await measure('large', 2),
};

for (const [name, speeds] of Object.entries(corpora)) {
  const [ours = 0, , , rssParser = 0, feedsmith = 0] = speeds;
  console.log(`\n${name}`.padEnd(27), 'feeds / CPU s');
  for (const [at, way] of ways.entries()) console.log(way.padEnd(26), (speeds[at] ?? 0).toFixed(1).padStart(13));
  console.log(
    `parseFeed is ${(ours / rssParser).toFixed(2)} × rss-parser, ${(ours / feedsmith).toFixed(2)} × feedsmith`,
  );
}
