import type { NatsConnection } from 'nats';
import type { Sql } from 'postgres';
import { reasonOf } from '../errors.ts';

/** Whether this process can do its work, and what it lacks, in words; `null`: nothing. */
export interface Health {
  ready: boolean;
  nats: string | null;
  postgres: string | null;
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
export const createHealth = (nats: NatsConnection, sql: Sql, isRunning: () => boolean) => async (): Promise<Health> => {
  const [natsTrouble, postgres] = await Promise.all([troubleOf(nats.flush()), troubleOf(sql`select 1`.execute())]);
  return { ready: isRunning() && natsTrouble === null && postgres === null, nats: natsTrouble, postgres };
};
