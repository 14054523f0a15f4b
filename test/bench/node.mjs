// A node that takes its share of what is due. Its argument is its options as JSON, with NATS_URL and DATABASE_URL in the
// environment. Each line on its standard input is answered with one line: what it has done since the start.
import { createInterface } from 'node:readline';
import { createFeedlock } from 'feedlock';
import { connect } from 'nats';

const nats = await connect({
  servers: process.env.NATS_URL ?? '',
  pingInterval: 5_000,
  maxPingOut: 2,
  noAsyncTraces: true,
});
const log = { debug() {}, info() {}, warn: console.warn, error: console.error };
const options = JSON.parse(process.argv[2] ?? '{}');
// More connections than statements at a time would keep as many backends out of the caches.
const database = { url: process.env.DATABASE_URL ?? '', connections: 4 };
const feedlock = await createFeedlock({ ...options, database, nats, log });

/** @type {Record<string, number>} */
const settled = {};
feedlock.on('settled', ({ status }) => {
  settled[status] = (settled[status] ?? 0) + 1;
});
await feedlock.start();
process.stdout.write('READY\n');

const figures = () => {
  globalThis.gc?.();
  const { user, system } = process.cpuUsage();
  const { inMsgs, outMsgs } = nats.stats();
  return { settled, inMsgs, outMsgs, cpuSeconds: (user + system) / 1e6, rssMb: process.memoryUsage.rss() / 2 ** 20 };
};

for await (const _ of createInterface({ input: process.stdin })) process.stdout.write(`${JSON.stringify(figures())}\n`);
await feedlock.stop();
await nats.close();
