// How many feeds one node imports in a second, and four, when feeds are due all the time, answer after 200 ms, and 95 % of
// them have not changed. FEED_COUNT (4000), CONCURRENCY (16, of each node) and SECONDS (20) come from the environment.
import { setTimeout as delay } from 'node:timers/promises';
import { createFeedlock } from 'feedlock';
import { startServices } from 'feedlock/testing';
import { startChild, startNode } from './child.mjs';

const count = Number(process.env.FEED_COUNT ?? 4_000);
const concurrency = Number(process.env.CONCURRENCY ?? 16);
const seconds = Number(process.env.SECONDS ?? 20);

/** ms in which nodes are compiled: four on two cores take longer than one. */
const warmUpTime = 20_000;

const services = await startServices({ durable: true });
const server = startChild('server.mjs', { env: { FEED_COUNT: `${count}`, DELAY: '200', CHANGING: '0.05' } });
const base = new URL(await server.line());
const urls = Array.from({ length: count }, (_, i) => new URL(`/feed/${i}.xml`, base).href);

/** @typedef {{ imports: number, messages: number, cpuSeconds: number }} Figures */

/** @param {Awaited<ReturnType<typeof startNode>>[]} nodes @returns {Promise<Figures>} */
const figuresOf = async (nodes) => {
  const sum = { imports: 0, messages: 0, cpuSeconds: 0 };
  for (const { settled, inMsgs, cpuSeconds } of await Promise.all(nodes.map((node) => node.figures()))) {
    const { imported = 0, unchanged = 0, ...others } = settled;
    if (Object.keys(others).length > 0) console.error('other outcomes:', others);
    sum.imports += imported + unchanged;
    sum.messages += inMsgs;
    sum.cpuSeconds += cpuSeconds;
  }
  return sum;
};

const database = await services.createDatabase();
const places = { natsUrl: services.natsUrl, databaseUrl: database.url };
const options = {
  namespace: 'bench',
  concurrency,
  limitScope: 'url',
  hostSpacing: 0,
  schedule: { min: 1_000, max: 1_000 },
  fetch: { allow: [base.host], connectionsPerHost: 4 * concurrency },
  parse: { threads: 1 },
};

/** All that is to be compared later is imported once before. */
const warmUp = async () => {
  const feedlock = await createFeedlock({
    ...options,
    limitScope: 'url',
    nats: { servers: [services.natsUrl] },
    database: { url: database.url },
  });
  await feedlock.importAll(urls, { concurrency: 256 });
  await feedlock.add(urls);
  await feedlock.stop();
};

/** @param {number} size */
const measure = async (size) => {
  const names = Array.from({ length: size }, (_, at) => `node ${at}`);
  const nodes = await Promise.all(names.map((node) => startNode(places, { ...options, node })));
  await delay(warmUpTime);
  const [before, began] = [await figuresOf(nodes), performance.now()];
  await delay(seconds * 1_000);
  const [after, took] = [await figuresOf(nodes), (performance.now() - began) / 1_000];
  await Promise.all(nodes.map((node) => node.end()));
  const imports = after.imports - before.imports;
  return {
    perSecond: imports / took,
    messages: (after.messages - before.messages) / imports,
    cpuMs: ((after.cpuSeconds - before.cpuSeconds) / imports) * 1_000,
  };
};

await warmUp();
console.log(`${count} feeds that answer after 200 ms, ${concurrency} imports at a time in each node`);
console.log('nodes   feeds/s   of what is possible   NATS messages in / import   CPU ms / import');
/** @type {number[]} */
const speeds = [];
for (const size of [1, 4]) {
  const { perSecond, messages, cpuMs } = await measure(size);
  speeds.push(perSecond);
  const possible = (100 * perSecond) / ((size * concurrency) / 0.2);
  console.log(
    `${size}`.padStart(5),
    perSecond.toFixed(1).padStart(9),
    `${possible.toFixed(0)} %`.padStart(21),
    messages.toFixed(2).padStart(27),
    cpuMs.toFixed(2).padStart(17),
  );
}
console.log(`four nodes are ${((speeds[1] ?? 0) / (speeds[0] ?? 1)).toFixed(2)} × one`);

await server.end();
await database.drop();
await services.stop();
