import type { Database, EventRow, Row } from './database.ts';
import type { Reply } from './link.ts';
import type { Meaning } from './statements.ts';
import type { Time } from './time.ts';

/** What a transaction has locked, and how to undo what it did. */
export interface Transaction {
  isOpen: boolean;
  locked: Set<string>;
  undo: (() => void)[];
  idle: () => void;
}

export interface Query {
  meaning: Meaning;
  values: readonly unknown[];
  /** Passes over rows that others hold. */
  skips: boolean;
}

const lockTimeout = 5_000;
const idleTimeout = 5_000;

const failed = (code: string, message: string) => Object.assign(new Error(message), { code });

const ended = () => failed('CONNECTION_CLOSED', 'the server has ended the transaction');

/** Who holds which rows, hence who waits for whom. */
export const createServer = (time: Time, database: Database) => {
  const holders = new Map<string, Transaction>();
  const waiting = new Set<() => void>();

  const open = (): Transaction => ({ isOpen: true, locked: new Set(), undo: [], idle: () => {} });

  const lock = (id: string, transaction: Transaction) => {
    holders.set(id, transaction);
    transaction.locked.add(id);
  };

  const end = (transaction: Transaction, undo: boolean) => {
    if (!transaction.isOpen) return;
    transaction.isOpen = false;
    transaction.idle();
    if (undo) for (const step of transaction.undo.reverse()) step();
    for (const id of transaction.locked) holders.delete(id);
    for (const attempt of waiting) time.after(0, attempt);
    waiting.clear();
  };

  const rollback = (transaction: Transaction) => end(transaction, true);

  const restore = (row: Row, before: Row) => () => Object.assign(row, before);

  const putBack = (before: readonly EventRow[]) => {
    const kept = new Set(database.outbox);
    const taken = before.filter((event) => !kept.has(event));
    return () => {
      database.outbox.push(...taken);
      database.outbox.sort((a, b) => a.id - b.id);
    };
  };

  const carryOut = ({ meaning, values }: Query, transaction: Transaction | null): object[] => {
    const isFree = (id: string) => (holders.get(id) ?? transaction) === transaction;
    if (transaction === null) return meaning.run(database, values, isFree);
    const free = meaning.locks(values).filter(isFree);
    const rows = free.map((id) => database.rows.get(id)).filter((row) => row !== undefined);
    transaction.undo.push(...rows.map((row) => restore(row, { ...row })));
    const events = [...database.outbox];
    const result = meaning.run(database, values, isFree);
    transaction.undo.push(putBack(events));
    for (const id of free) lock(id, transaction);
    return result;
  };

  const run = (query: Query, transaction: Transaction | null, reply: Reply<object[]>) => {
    if (transaction?.isOpen === false) return reply.reject(ended());
    const { meaning, values, skips } = query;
    transaction?.idle();
    const giveUp = time.after(lockTimeout, () => {
      waiting.delete(attempt);
      reply.reject(failed('55P03', 'canceling statement due to lock timeout'));
    });
    const attempt = () => {
      if (transaction?.isOpen === false) return giveUp();
      const isHeld = meaning.locks(values).some((id) => (holders.get(id) ?? transaction) !== transaction);
      if (isHeld && !skips) return waiting.add(attempt);
      giveUp();
      if (transaction) transaction.idle = time.after(idleTimeout, () => rollback(transaction));
      try {
        reply.resolve(carryOut(query, transaction));
      } catch (error) {
        reply.reject(error);
      }
    };
    attempt();
  };

  return {
    open,
    run,
    /** @throws Error when the server has ended it by itself */
    commit: (transaction: Transaction) => {
      if (!transaction.isOpen) throw ended();
      end(transaction, false);
    },
    rollback,
    /** As another transaction would that has nothing to do with feeds. */
    hold: (id: string) => {
      if (holders.has(id)) return () => {};
      const transaction = open();
      lock(id, transaction);
      return () => rollback(transaction);
    },
  };
};

export type Server = ReturnType<typeof createServer>;
