import { closeSync, openSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createFeedlock, type FeedlockOptions } from '../../src/index.ts';
import { openProxy } from '../proxy.ts';
import { type Closing, createClosing } from './closing.ts';
import { keepLedger } from './ledger.ts';
import { launchNode, type Sabotage } from './node.ts';
import { openOrigin } from './origin.ts';
import { type Death, type Links, openPost } from './post.ts';
import type { Random } from './random.ts';
import { openServices, type Services } from './services.ts';

export interface StageOptions {
  /** Where histories are written to. */
  folder: string;
  /** ms. */
  ttl: number;
  feeds: number;
  /** ms that a feed takes to answer. */
  answer: [low: number, high: number];
  nodes: readonly string[];
  sabotage: Sabotage | null;
}

export const namespace = 'chaos';

const portOf = (url: string) => Number(new URL(url).port);

const openLinks = async ({ cluster, database }: Services, closing: Closing): Promise<Links> => {
  const open = async (url: string) => closing.use(await openProxy(portOf(url)));
  return { nats: await Promise.all(cluster.urls.map(open)), postgres: await open(database.url) };
};

/** Where a node finds its services. */
const placesOf = (name: string, { nats, postgres }: Links, databaseUrl: string): FeedlockOptions => {
  const url = new URL(databaseUrl);
  url.port = `${postgres.port}`;
  // So that the server tells whose connection it is.
  url.searchParams.set('application_name', name);
  return {
    nats: { servers: nats.map(({ port }) => `nats://127.0.0.1:${port}`) },
    database: { url: url.href, connections: 4 },
  };
};

const openNodes = async (services: Services, common: FeedlockOptions, options: StageOptions, closing: Closing) => {
  const { folder, ttl, nodes, sabotage } = options;
  const stall = Math.min(1_000, ttl / 10);
  const log = openSync(join(folder, 'nodes.log'), 'a');
  closing.defer(() => closeSync(log));
  const deaths: Death[] = [];
  const troubles: string[] = [];
  /** Of feedlock itself. */
  const faults: { life: string; what: string }[] = [];
  const open = async (name: string) => {
    const links = await openLinks(services, closing);
    const own: FeedlockOptions = {
      ...common,
      ...placesOf(name, links, services.database.url),
      concurrency: 16,
      limitScope: 'url',
      hostSpacing: 0,
      parse: { threads: 1 },
    };
    const launch = (life: string, skew: number) => {
      const history = join(folder, 'acts', `${life}.jsonl`);
      const options: FeedlockOptions = { ...own, fetch: { ...own.fetch, userAgent: life } };
      const node = launchNode({ life, history, options, skew, stall, sabotage }, log);
      const complain = (message: string) => troubles.push(`${life}: ${message}`);
      node.news.on('trouble', complain).on('failed', complain);
      node.news.on('internal', (what) => faults.push({ life, what }));
      return node;
    };
    return closing.use(openPost({ name, links, launch, onDeath: (death) => deaths.push(death) }));
  };
  const posts = await Promise.all(nodes.map(open));
  await Promise.all(posts.map((post) => post.ready()));
  return { posts: posts as readonly (typeof posts)[number][], deaths, troubles, faults };
};

const assemble = async (options: StageOptions, random: Random, closing: Closing) => {
  const { folder, ttl, feeds, answer } = options;
  await mkdir(join(folder, 'acts'), { recursive: true });
  const services = await openServices(closing);
  const origin = closing.use(await openOrigin({ count: feeds, answer, slow: ttl, random: random.fork('origin') }));
  const common: FeedlockOptions = { namespace, ttl, replicas: 3, fetch: { allow: [origin.host] } };
  const caller = await createFeedlock({
    ...common,
    nats: { servers: services.cluster.urls },
    database: { url: services.database.url, connections: 4 },
    node: 'caller',
  });
  closing.defer(() => caller.stop({ timeoutMs: 0 }));
  await keepLedger(services.sql);
  const nodes = await openNodes(services, common, options, closing);
  return { ttl, folder, ...services, origin, caller, ...nodes, [Symbol.asyncDispose]: closing.close };
};

/** All that takes part: services, links, nodes, the server of the feeds, and a caller who asks for imports. */
export const openStage = async (options: StageOptions, random: Random) => {
  const closing = createClosing();
  try {
    return await assemble(options, random, closing);
  } catch (error) {
    await closing.close();
    throw error;
  }
};

export type Stage = Awaited<ReturnType<typeof openStage>>;
