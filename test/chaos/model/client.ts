import type { Sql } from 'postgres';
import type { Life } from './life.ts';
import type { Link } from './link.ts';
import type { Query, Server, Transaction } from './server.ts';
import { meaningOf } from './statements.ts';
import type { Time } from './time.ts';

export const connectionLoss = (): Error =>
  Object.assign(new Error('write CONNECTION_CLOSED'), { code: 'CONNECTION_CLOSED' });

const isLoss = (error: unknown) => (error as { code?: unknown }).code === 'CONNECTION_CLOSED';

const counted = (rows: object[]) => Object.assign(rows, { count: rows.length });

export interface ClientParts {
  time: Time;
  life: Life;
  server: Server;
  ask: Link;
  /** Told of a statement that the model does not know. */
  report(error: unknown): void;
}

/** As much of postgres.js as the store asks for: each statement is one request, and COMMIT another. */
export const createClient = ({ time, life, server, ask, report }: ClientParts): Sql => {
  const queryOf = (text: string, values: readonly unknown[]): Query => {
    try {
      return { meaning: meaningOf(text), values, skips: /skip locked|pg_try_advisory/.test(text) };
    } catch (error) {
      report(error);
      throw error;
    }
  };

  const send = (query: Query, transaction: Transaction | null) =>
    ask<object[]>((reply) => server.run(query, transaction, reply)).then(counted);

  const statementsOf = (transaction: Transaction, lose: (error: unknown) => void) => {
    let turn: Promise<unknown> = Promise.resolve();
    const inTurn = (query: Query) => {
      const sent = turn.then(() => send(query, transaction));
      turn = sent.catch((error) => {
        time.needTurn();
        if (isLoss(error)) lose(error);
      });
      return sent;
    };
    return Object.assign((texts: readonly string[], ...values: unknown[]) => inTurn(queryOf(texts.join('?'), values)), {
      unsafe: (text: string, values: unknown[]) => inTurn(queryOf(text, values)),
    });
  };

  const begin = <Result>(run: (transaction: unknown) => Promise<Result>): Promise<Result> =>
    new Promise((resolve, reject) => {
      const transaction = server.open();
      const forget = life.onDeath(() => server.rollback(transaction));
      const lose = (error: unknown) => {
        server.rollback(transaction);
        reject(error);
      };
      // What was sent arrives, though its sender may have died; what never arrives, the server undoes when it has waited enough.
      const end = (serve: () => void) => {
        forget();
        return ask<void>((reply) => {
          try {
            serve();
            reply.resolve();
          } catch (error) {
            reply.reject(error);
          }
        });
      };
      run(statementsOf(transaction, lose))
        .then(
          (result) => end(() => server.commit(transaction)).then(() => resolve(result)),
          (error) => end(() => server.rollback(transaction)).then(() => reject(error)),
        )
        .catch(reject);
    });

  return { unsafe: (text: string, values: unknown[]) => send(queryOf(text, values), null), begin } as unknown as Sql;
};
