// What a million registered feeds cost, as against a few: the pages that a sweep of 1,000 due feeds touches, and the memory of
// nodes that have nothing to do. Ends with 1 when one of the two grows with the number of feeds. MANY (1,000,000) comes from
// the environment.
import { setTimeout as delay } from 'node:timers/promises';
import { startServices } from 'feedlock/testing';
import { createTakeDue } from '../../dist/src/store/due.js';
import { startNode } from './child.mjs';
import { openRegistered } from './registered.mjs';

const many = Number(process.env.MANY ?? 1_000_000);
const due = 1_000;
const mostPages = 1.3;
const mostMb = 20;

/** @typedef {{ 'Shared Hit Blocks': number, 'Shared Read Blocks': number, 'Shared Dirtied Blocks': number, 'Actual Rows': number }} Plan */
/** @typedef {Awaited<ReturnType<typeof openRegistered>>} Registered */

/** The sweep as the store does it, explained and taken back. @param {Registered} registered */
const sweep = async ({ client }) => {
  /** @type {{ Plan: Plan, 'Execution Time': number } | undefined} */
  let explained;
  const undo = new Error('taken back');
  const run = client.begin(async (transaction) => {
    /** @type {typeof client.unsafe} */
    const unsafe = (text, values) => transaction.unsafe(`explain (analyze, buffers, format json) ${text}`, values);
    const [row] = /** @type {object[]} */ (
      await createTakeDue(Object.assign(Object.create(client), { unsafe }), 35_000)(due)
    );
    explained = Object(row).feed['QUERY PLAN'][0];
    throw undo;
  });
  await run.catch((/** @type {unknown} */ error) => error !== undo && Promise.reject(error));
  if (!explained) throw new Error('the sweep was not explained');
  const { Plan: plan } = explained;
  if (plan['Actual Rows'] !== due) throw new Error(`the sweep took ${plan['Actual Rows']} feeds`);
  const pages = plan['Shared Hit Blocks'] + plan['Shared Read Blocks'] + plan['Shared Dirtied Blocks'];
  return { pages, ms: explained['Execution Time'], plan };
};

const services = await startServices();

/** @param {number} count */
const fillOnly = async (count) => {
  const database = await services.createDatabase();
  const registered = await openRegistered(database.url);
  await registered.fill(count, 0);
  await registered.end();
  return database;
};

/** @param {number} count */
const measureSweep = async (count) => {
  const database = await services.createDatabase();
  const registered = await openRegistered(database.url);
  await registered.fill(count, due);
  const figures = await sweep(registered);
  if (process.env.PLAN) console.log(JSON.stringify(figures.plan, null, 1));
  await registered.calm();
  await registered.end();
  return { ...figures, database };
};

/** MB of the larger of two nodes beside so many feeds, none of them due. @param {number} count @param {string} databaseUrl */
const measureNodes = async (count, databaseUrl) => {
  const options = { namespace: `scale_${count}` };
  const nodes = await Promise.all(
    ['one', 'two'].map((node) => startNode({ natsUrl: services.natsUrl, databaseUrl }, { ...options, node })),
  );
  await delay(20_000);
  const figures = await Promise.all(nodes.map((node) => node.figures()));
  await Promise.all(nodes.map((node) => node.end()));
  return Math.max(...figures.map(({ rssMb }) => rssMb));
};

/** @param {string} what @param {(string | number)[]} columns */
const row = (what, ...columns) => console.log(what.padEnd(38), ...columns.map((column) => `${column}`.padStart(11)));

const few = await measureSweep(10_000);
const lots = await measureSweep(many);
const pages = lots.pages / few.pages;
row(`sweep of ${due} due feeds of`, '10000', `${many}`, 'ratio');
row('pages touched', few.pages, lots.pages, pages.toFixed(2));
row('ms', few.ms.toFixed(0), lots.ms.toFixed(0), (lots.ms / few.ms).toFixed(2));

await few.database.drop();
const small = await fillOnly(1_000);
const mbOfFew = await measureNodes(1_000, small.url);
const mbOfMany = await measureNodes(many, lots.database.url);
row('MB of a node, idle, beside feeds', '1000', `${many}`, 'more');
row('', mbOfFew.toFixed(1), mbOfMany.toFixed(1), (mbOfMany - mbOfFew).toFixed(1));
await Promise.all([small.drop(), lots.database.drop()]);
await services.stop();

const broken = [
  ...(pages > mostPages ? [`a sweep touches ${pages.toFixed(2)} times the pages, ${mostPages} are allowed`] : []),
  ...(mbOfMany - mbOfFew > mostMb
    ? [`a node takes ${(mbOfMany - mbOfFew).toFixed(1)} MB more, ${mostMb} are allowed`]
    : []),
];
for (const line of broken) console.error(line);
if (broken.length > 0) process.exitCode = 1;
