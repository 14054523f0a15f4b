import type { Name } from '../../nats-cluster.ts';
import { now } from '../clock.ts';
import { type Blow, type Nemesis, until } from '../nemesis.ts';
import { namespace } from '../stage.ts';
import { importedVersions } from '../traffic.ts';

const streams = [`KV_${namespace}_locks`, `${namespace}_requests`, `${namespace}_events`];

/** Who leads one of the streams, or all servers. */
const whom = {
  'NATS leader': async ({ stage, random }: Blow): Promise<readonly Name[]> => [
    await stage.cluster.leaderOf(random.pick(streams)),
  ],
  'all NATS servers': async ({ stage }: Blow): Promise<readonly Name[]> => stage.cluster.names,
};

const toAll = { node: null, excuse: null, run: null } as const;

const onNats = Object.entries(whom).flatMap(([who, find]): Nemesis[] => [
  {
    kind: `kill ${who}`,
    place: 'nats servers',
    strike: async (blow) => {
      const { cluster } = blow.stage;
      const victims = await find(blow);
      const from = now();
      await Promise.all(victims.map(cluster.kill));
      await until(blow.random.between(200, 4_000), blow.over);
      await Promise.all(victims.map(cluster.start));
      await cluster.ready();
      return { ...toAll, from, to: now() };
    },
  },
  {
    kind: `freeze ${who}`,
    place: 'nats servers',
    strike: async (blow) => {
      const { cluster, ttl } = blow.stage;
      const victims = await find(blow);
      const from = now();
      for (const name of victims) cluster.pause(name);
      await until(blow.random.between(500, ttl + 3_000), blow.over);
      for (const name of victims) cluster.resume(name);
      await cluster.ready();
      return { ...toAll, from, to: now() };
    },
  },
]);

const remakeBucket: Nemesis = {
  kind: 'delete lock bucket',
  place: 'nats servers',
  strike: async ({ stage: { nats }, random, over }) => {
    const manager = await nats.jetstreamManager({ timeout: 4_000 });
    const { config } = await manager.streams.info(`KV_${namespace}_locks`);
    const from = now();
    // Whether it was deleted is for the servers to know: the answer may be lost. A node may be faster to make it anew.
    await manager.streams.delete(config.name).catch(() => undefined);
    await until(random.between(0, 500), over);
    await manager.streams.add(config).catch(() => undefined);
    return { node: null, from, to: now(), excuse: 'bucket', run: null };
  },
};

/** For the nodes to make anew. What was requested and is not on a schedule is lost with it: whoever wants it asks again. */
const deleteQueue: Nemesis = {
  kind: 'delete queue',
  place: 'nats servers',
  strike: async ({ stage, traffic }) => {
    const manager = await stage.nats.jetstreamManager({ timeout: 4_000 });
    const from = now();
    await manager.streams.delete(`${namespace}_requests`).finally(async () => {
      const imported = await importedVersions(stage);
      traffic.ask(stage.origin.feeds.filter(({ name, version }) => (imported.get(name) ?? 0) < version));
    });
    return { ...toAll, from, to: now() };
  },
};

const restartPostgres: Nemesis = {
  kind: 'restart Postgres',
  place: 'postgres',
  strike: async ({ stage: { database }, random, over }) => {
    const from = now();
    await database.stop('SIGQUIT');
    await until(random.between(0, 1_500), over);
    await database.start();
    return { ...toAll, from, to: now() };
  },
};

const terminateBackends: Nemesis = {
  kind: 'terminate backends',
  place: 'postgres',
  strike: async ({ stage: { sql }, post: { name, node } }) => {
    const from = now();
    await sql`select pg_terminate_backend(pid) from pg_stat_activity where application_name = ${name}`;
    return { node: node.life, from, to: now(), excuse: null, run: null };
  },
};

export const onServers: readonly Nemesis[] = [...onNats, remakeBucket, deleteQueue, restartPostgres, terminateBackends];
