import { setTimeout as delay } from 'node:timers/promises';
import { now } from './clock.ts';
import type { Announced, Evidence, Records } from './history.ts';
import { entriesOf, versionOf } from './origin.ts';
import { namespace, type Stage } from './stage.ts';

interface FeedRow {
  id: string;
  name: string;
  version: number;
}

const feedRows = async ({ sql }: Stage): Promise<FeedRow[]> => {
  const rows = await sql<
    { id: string; url: string; title: string | null }[]
  >`select id, url, title from feedlock.feeds`;
  return rows.map(({ id, url, title }) => ({
    id,
    name: url.slice(url.lastIndexOf('/') + 1),
    version: title === null ? 0 : versionOf(title),
  }));
};

/** What Postgres holds, and what each feed served since when, and to whom. */
export const gatherRecords = async (stage: Stage): Promise<Pick<Evidence, 'records' | 'versions' | 'visits'>> => {
  const { sql, origin } = stage;
  const feeds = await feedRows(stage);
  const commits = await sql<Records['commits']>`
    select feed_id as feed, fence::float8, outcome, created + updated = 0 and outcome = 'imported' as silent
    from feedlock.imports order by pg_xact_commit_timestamp(xmin), fence`;
  const settled = await sql<Records['settled']>`
    select feed_id as feed, fence::float8, newest::float8 from chaos.settled order by place`;
  const entries = await sql<Records['entries']>`
    select feed_id as feed, identity, count(*)::int as count from feedlock.entries group by 1, 2`;
  const [waiting] = await sql<{ count: number }[]>`select count(*)::int as count from feedlock.outbox`;
  const ids = new Map(feeds.map(({ id, name }) => [name, id]));
  const idOf = (name: string) => ids.get(name) ?? name;
  const versions = origin.served.map(({ name, version, at }) => ({ feed: idOf(name), version, at }));
  const visits = origin.calls.map(({ name, agent, from, to, version }) => ({
    feed: idOf(name),
    node: agent,
    from,
    to: to ?? now(),
    entries: version === null ? [] : entriesOf(name, version),
  }));
  return {
    records: {
      commits: [...commits],
      settled: [...settled],
      entries: [...entries],
      versions: feeds.map(({ id, version }) => ({ feed: id, version })),
      outbox: waiting?.count ?? 0,
    },
    versions,
    visits,
  };
};

const batch = 5_000;

/** ms in which the servers of NATS must have agreed again on who leads. */
const patience = 20_000;

const readEvents = async ({ nats }: Stage): Promise<Announced[]> => {
  const stream = `${namespace}_events`;
  const { streams } = await nats.jetstreamManager();
  const { messages } = (await streams.info(stream)).state;
  const consumer = await nats.jetstream().consumers.get(stream);
  const events: Announced[] = [];
  while (events.length < messages) {
    const wanted = Math.min(batch, messages - events.length);
    for await (const message of await consumer.fetch({ max_messages: wanted })) {
      const { id } = message.json<{ id: string }>();
      const [, feed = '', fence, index] = /^(.*)-(\d+)-(\d+)$/.exec(id) ?? [];
      events.push({ id, feed, fence: Number(fence), index: Number(index) });
    }
  }
  return events;
};

/** All events that NATS has, in its order; read anew where a change of leaders came in between. */
export const gatherEvents = async (stage: Stage): Promise<Announced[]> => {
  for (const began = now(); ; await delay(500)) {
    try {
      return await readEvents(stage);
    } catch (error) {
      if (now() - began > patience) throw error;
    }
  }
};
