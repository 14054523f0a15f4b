// feedlock as a peer of a benchmark driver. Everything comes from the environment: FEED_BASE_URL, FEED_COUNT, DUPLICATE,
// CONCURRENCY, NATS_URL, DATABASE_URL, and EVENTS ('feed' | 'entry' | 'none'). It prints READY, imports when a line
// arrives on stdin, prints one JSON line when the outbox is empty, and ends with stdin.
import { createInterface } from 'node:readline';
import { createFeedlock } from 'feedlock';
import postgres from 'postgres';

const { env } = process;
const base = new URL(env.FEED_BASE_URL);
const concurrency = Number(env.CONCURRENCY ?? 64);
const urls = Array.from({ length: Number(env.FEED_COUNT) }, (_, i) => new URL(`/feed/${i}.xml`, base).href).flatMap(
  (url) => Array.from({ length: Number(env.DUPLICATE ?? 1) }, () => url),
);

const feedlock = await createFeedlock({
  namespace: 'bench',
  hostConcurrency: concurrency,
  fetch: { allow: [base.host] },
  events: env.EVENTS ?? 'feed',
  log: { ...console, debug() {}, info() {} },
});

const outbox = postgres(env.DATABASE_URL, { max: 1 });
const isPublished = async () => (await outbox`select from feedlock.outbox limit 1`).length === 0;
await isPublished();

const counted = { imported: 'imported', unchanged: 'notModified', fresh: 'skipped', skipped: 'skipped' };

const run = async () => {
  const counts = { imported: 0, notModified: 0, skipped: 0, failed: 0 };
  const errors = new Set();
  const settled = await feedlock.importAll(urls, { concurrency: concurrency * Number(env.DUPLICATE ?? 1) });
  for (const { status, error } of settled) {
    counts[counted[status] ?? 'failed']++;
    if (error) errors.add(error.message);
  }
  while (!(await isPublished())) await new Promise((resolve) => setTimeout(resolve, 10));
  return { ...counts, ...(errors.size > 0 && { errors: [...errors].slice(0, 5) }) };
};

process.stdout.write('READY\n');
let running = Promise.resolve();
for await (const _ of createInterface({ input: process.stdin })) {
  running = running.then(async () => process.stdout.write(`${JSON.stringify(await run())}\n`));
}
await running;
await feedlock.stop();
await outbox.end();
