import postgres from 'postgres';
import { now } from '../clock.ts';
import { type Blow, type Excuse, type Nemesis, until } from '../nemesis.ts';
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

interface Harm {
  kind: string;
  caught(blow: Blow): Promise<Caught | null>;
  /** Releases it, too. */
  harm(victim: Caught, blow: Blow): Promise<void>;
  /** @default nothing is excused by it */
  excuse?: Excuse;
}

const inTransaction = ({ kind, caught, harm, excuse }: Harm): Nemesis => ({
  kind,
  place: 'rows',
  strike: async (blow) => {
    const victim = await caught(blow);
    if (victim === null) return null;
    const { node } = victim.post;
    const from = now();
    await harm(victim, blow);
    return { node: node.life, from, to: now(), excuse: excuse ?? null, run: null };
  },
});

const kill: Harm['harm'] = async ({ post, release }, { random, over }) => {
  await post.node.kill();
  await until(random.between(0, 1_500), over);
  await release();
};

const freeze: Harm['harm'] = async ({ post: { node }, release }, { random, over, stage }) => {
  node.signal('SIGSTOP');
  await until(random.between(0, 1_500), over);
  await release();
  await until(random.between(0, stage.ttl + 3_000), over);
  node.signal('SIGCONT');
};

const terminate: Harm['harm'] = async ({ pid, release }, { stage }) => {
  await stage.sql`select pg_terminate_backend(${pid})`;
  await release();
};

const swallow: Harm['harm'] = async ({ post: { links }, release }, { random, over }) => {
  links.postgres.freeze('replies');
  await release();
  await until(random.between(200, 3_000), over);
  links.postgres.cut();
  links.postgres.thaw();
};

export const inTransactions: readonly Nemesis[] = [
  { kind: 'kill in transaction', caught: catchCommit, harm: kill },
  { kind: 'kill before strike-off', caught: catchStrikeOff, harm: kill },
  { kind: 'freeze in transaction', caught: catchCommit, harm: freeze, excuse: 'pause' as const },
  { kind: 'freeze before strike-off', caught: catchStrikeOff, harm: freeze, excuse: 'pause' as const },
  { kind: 'terminate backend at commit', caught: catchCommit, harm: terminate },
  { kind: 'drop reply to commit', caught: catchCommit, harm: swallow },
].map(inTransaction);
