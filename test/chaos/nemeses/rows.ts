import postgres from 'postgres';
import { now } from '../clock.ts';
import { type Blow, type Nemesis, until } from '../nemesis.ts';
import type { Post } from '../post.ts';

interface Waiting {
  pid: number;
  application_name: string;
}

/** A statement of a node that waits in its transaction for as long as we hold what it needs. */
interface Caught {
  pid: number;
  post: Post;
  release(): Promise<void>;
}

const look = 15;

/** Nothing of ours may wait longer than the nodes' own time-outs let them, in ms. */
const longest = 3_500;

/** Takes something in a transaction, and waits for the first statement that needs it. */
const hold = async (
  { stage, over }: Blow,
  take: string,
  begun: () => void,
  isWanted: (query: string) => boolean,
): Promise<Caught | null> => {
  const { sql, posts, database } = stage;
  // A connection of its own, whose end is that of the transaction, whatever becomes of the server meanwhile.
  const holder = postgres(database.url, { max: 1, onnotice: () => undefined });
  const release = () => holder.end({ timeout: 0 });
  try {
    const results = await holder.unsafe(`begin; ${take}; select pg_backend_pid() as pid`).simple();
    const pid: number = results.at(-1)?.[0]?.pid ?? 0;
    begun();
    for (const began = now(); now() - began < longest && !over.aborted; await until(look, over)) {
      const waiting = await sql<(Waiting & { query: string })[]>`
        select pid, application_name, query from pg_stat_activity where ${pid} = any(pg_blocking_pids(pid))`;
      const found = waiting.find(({ query }) => isWanted(query));
      const post = posts.find(({ name }) => name === found?.application_name);
      if (found && post) return { pid: found.pid, post, release };
    }
    await release();
    return null;
  } catch (error) {
    await release();
    throw error;
  }
};

/** The commit of a version that begins to be served now: it has locked its feed's row and begun to write. */
const catchCommit = (blow: Blow): Promise<Caught | null> => {
  const { stage, traffic, random } = blow;
  const feed = random.pick(stage.origin.feeds);
  const take = `
    insert into feedlock.entries (feed_id, identity, hash)
    select id, '${feed.name}-${feed.version + 1}', 'held' from feedlock.feeds where url = '${feed.url}'`;
  return hold(
    blow,
    take,
    () => traffic.move(feed),
    () => true,
  );
};

/** A relay that has published, and is about to strike off what it has. */
const catchStrikeOff = (blow: Blow): Promise<Caught | null> =>
  hold(
    blow,
    'lock table feedlock.outbox in share mode',
    () => undefined,
    (query) => query.trimStart().startsWith('delete from feedlock.outbox'),
  );

const moments = [
  ['in transaction', catchCommit],
  ['before strike-off', catchStrikeOff],
] as const;

const kills = moments.map(
  ([moment, caught]): Nemesis => ({
    kind: `kill ${moment}`,
    place: 'rows',
    strike: async (blow) => {
      const victim = await caught(blow);
      if (victim === null) return null;
      const { node } = victim.post;
      const from = now();
      await node.kill();
      await until(blow.random.between(0, 1_500), blow.over);
      await victim.release();
      return { node: node.life, from, to: now(), excuse: null, run: null };
    },
  }),
);

const freezes = moments.map(
  ([moment, caught]): Nemesis => ({
    kind: `freeze ${moment}`,
    place: 'rows',
    strike: async (blow) => {
      const victim = await caught(blow);
      if (victim === null) return null;
      const { node } = victim.post;
      const from = now();
      node.signal('SIGSTOP');
      await until(blow.random.between(0, 1_500), blow.over);
      await victim.release();
      await until(blow.random.between(0, blow.stage.ttl + 3_000), blow.over);
      node.signal('SIGCONT');
      return { node: node.life, from, to: now(), excuse: 'pause', run: null };
    },
  }),
);

const terminate: Nemesis = {
  kind: 'terminate backend at commit',
  place: 'rows',
  strike: async (blow) => {
    const victim = await catchCommit(blow);
    if (victim === null) return null;
    const from = now();
    await blow.stage.sql`select pg_terminate_backend(${victim.pid})`;
    await victim.release();
    return { node: victim.post.node.life, from, to: now(), excuse: null, run: null };
  },
};

const swallow: Nemesis = {
  kind: 'drop reply to commit',
  place: 'rows',
  strike: async (blow) => {
    const victim = await catchCommit(blow);
    if (victim === null) return null;
    const { node, links } = victim.post;
    const from = now();
    links.postgres.freeze('replies');
    await victim.release();
    await until(blow.random.between(200, 3_000), blow.over);
    links.postgres.cut();
    links.postgres.thaw();
    return { node: node.life, from, to: now(), excuse: null, run: null };
  },
};

export const inTransactions: readonly Nemesis[] = [...kills, ...freezes, terminate, swallow];
