import type { NatsConnection } from 'nats';
import type { Sql } from 'postgres';
import { reasonOf } from '../errors.ts';

/** Whether this process can do its work, and what it lacks, in words; `null`: nothing. */
export interface Health {
  ready: boolean;
  /** Takes no more work, and is about to end. */
  stopping: boolean;
  nats: string | null;
  postgres: string | null;
  /** Of a started node: what keeps it from finding or taking work. */
  polling: string | null;
}

/** ms that a service may take to answer. */
const patience = 2_000;

const troubleOf = async (ask: Promise<unknown>): Promise<string | null> => {
  const late = new Error(`no answer within ${patience} ms`);
  let timer: NodeJS.Timeout | undefined;
  const giveUp = new Promise<never>((_, reject) => {
    timer = setTimeout(reject, patience, late);
  });
  try {
    await Promise.race([ask, giveUp]);
    return null;
  } catch (error) {
    return reasonOf(error);
  } finally {
    clearTimeout(timer);
  }
};

/** Asks both services for a sign of life. */
export const createHealth =
  (nats: NatsConnection, sql: Sql, node: { isRunning(): boolean; trouble(): string | null }) =>
  async (): Promise<Health> => {
    const [natsTrouble, postgres] = await Promise.all([troubleOf(nats.flush()), troubleOf(sql`select 1`.execute())]);
    const polling = node.trouble();
    const lacks = [natsTrouble, postgres, polling].some((trouble) => trouble !== null);
    const stopping = !node.isRunning();
    return { ready: !stopping && !lacks, stopping, nats: natsTrouble, postgres, polling };
  };
