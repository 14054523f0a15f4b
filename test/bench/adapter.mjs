// feedlock as a peer of a benchmark driver. Everything comes from the environment: FEED_BASE_URL, FEED_COUNT, DUPLICATE,
// CONCURRENCY, NATS_URL, DATABASE_URL, and EVENTS ('feed' | 'entry' | 'none'). It prints READY, imports when a line
// arrives on stdin, prints one JSON line when the outbox is empty, and ends with stdin.
import { createInterface } from 'node:readline';
import { createFeedlock } from 'feedlock';
import postgres from 'postgres';

const { FEED_BASE_URL = '', FEED_COUNT, DUPLICATE = '1', CONCURRENCY = '64', DATABASE_URL = '', EVENTS } = process.env;
const base = new URL(FEED_BASE_URL);
const concurrency = Number(CONCURRENCY);
const times = Number(DUPLICATE);
const urls = Array.from({ length: Number(FEED_COUNT) }, (_, i) => new URL(`/feed/${i}.xml`, base).href).flatMap((url) =>
  Array.from({ length: times }, () => url),
);

const feedlock = await createFeedlock({
  namespace: 'bench',
  hostConcurrency: concurrency,
  hostSpacing: 0,
  fetch: { allow: [base.host] },
  events: EVENTS === 'none' || EVENTS === 'entry' ? EVENTS : 'feed',
  sanitize: process.env.SANITIZE !== 'no',
  log: { debug() {}, info() {}, warn: console.warn, error: console.error },
});

const outbox = postgres(DATABASE_URL, { max: 1 });
const isPublished = async () => (await outbox`select from feedlock.outbox limit 1`).length === 0;
await isPublished();

const run = async () => {
  const before = process.cpuUsage();
  const counts = { imported: 0, notModified: 0, skipped: 0, failed: 0 };
  const errors = new Set();
  for (const settled of await feedlock.importAll(urls, { concurrency: concurrency * times })) {
    if (settled.status === 'imported') counts.imported++;
    else if (settled.status === 'unchanged') counts.notModified++;
    else if (settled.status === 'skipped' || settled.status === 'fresh') counts.skipped++;
    else counts.failed++;
    if (settled.status === 'failed') errors.add(settled.error.message);
  }
  while (!(await isPublished())) await new Promise((resolve) => setTimeout(resolve, 10));
  const { user, system } = process.cpuUsage(before);
  const cost = { cpuSeconds: (user + system) / 1e6, peakRssMb: process.resourceUsage().maxRSS / 1_024 };
  return { ...counts, ...cost, ...(errors.size > 0 && { errors: [...errors].slice(0, 5) }) };
};

process.stdout.write('READY\n');
let running = Promise.resolve();
for await (const _ of createInterface({ input: process.stdin })) {
  running = running.then(async () => void process.stdout.write(`${JSON.stringify(await run())}\n`));
}
await running;
await feedlock.stop();
await outbox.end();
