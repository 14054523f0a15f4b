// Imports generated feeds from a server on loopback, with embedded services: all new, all unchanged, and with every 20th
// changed, each in a fresh process. FEED_COUNT (2000), CONCURRENCY (64), EVENTS ('feed') and SANITIZE ('yes') come from the
// environment.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { startServices } from 'feedlock/testing';

const count = Number(process.env.FEED_COUNT ?? 2_000);

/** @param {string} script @param {Record<string, string>} env */
const start = (script, env) => {
  const child = spawn(process.execPath, [new URL(script, import.meta.url).pathname], {
    env: { ...process.env, FEED_COUNT: `${count}`, ...env },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return { child, line: async () => (await lines.next()).value };
};

const services = await startServices({ durable: true });
const database = await services.createDatabase();
const server = start('server.mjs', {});
const base = await server.line();

const measure = async () => {
  const { child, line } = start('adapter.mjs', {
    FEED_BASE_URL: base,
    NATS_URL: services.natsUrl,
    DATABASE_URL: database.url,
  });
  await line();
  const began = performance.now();
  child.stdin.write('GO\n');
  const result = JSON.parse(await line());
  const seconds = (performance.now() - began) / 1_000;
  child.stdin.end();
  await new Promise((resolve) => child.once('close', resolve));
  return { ...result, seconds };
};

const workloads = {
  cold: async () => {},
  'all 304': async () => {},
  '5 % changed': async () => {
    await fetch(`${base}/change?every=20`, { method: 'POST' });
  },
};

console.log(`${count} feeds, ${process.env.CONCURRENCY ?? 64} at a time, events: ${process.env.EVENTS ?? 'feed'}`);
console.log('workload      feeds/s   CPU s / 1,000 feeds   peak RSS MB   imported   unchanged   failed');
for (const [name, prepare] of Object.entries(workloads)) {
  await prepare();
  const { seconds, cpuSeconds, peakRssMb, imported, notModified, failed } = await measure();
  const columns = [
    name.padEnd(12),
    (count / seconds).toFixed(0).padStart(8),
    ((cpuSeconds / count) * 1_000).toFixed(2).padStart(21),
    peakRssMb.toFixed(0).padStart(13),
    `${imported}`.padStart(10),
    `${notModified}`.padStart(11),
    `${failed}`.padStart(8),
  ];
  console.log(columns.join(' '));
}

server.child.stdin.end();
await database.drop();
await services.stop();
