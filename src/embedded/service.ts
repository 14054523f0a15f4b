import { setTimeout as delay } from 'node:timers/promises';
import { FeedlockError } from '../errors.ts';
import { type Program, type Running, run } from './process.ts';

const patience = 60_000;

/** A server that answers at its URL. */
export interface Service extends Running {
  url: string;
}

/** Starts the program and waits until it answers; if it ends before, its last words are the reason. */
export const startService = async (
  name: string,
  program: Program,
  url: string,
  answers: () => Promise<boolean>,
): Promise<Service> => {
  const server = run(program);
  let lastWords: string | null = null;
  void server.ended.then((words) => {
    lastWords = words;
  });
  const fail = (reason: string) => new FeedlockError('embedded-services', `start ${name}: ${reason}`);
  try {
    for (const until = performance.now() + patience; !(await answers()); await delay(15)) {
      if (lastWords !== null) throw fail(lastWords);
      if (performance.now() > until) throw fail(`no answer within ${patience / 1000} s`);
    }
  } catch (error) {
    await server.stop();
    throw error;
  }
  return { ...server, url };
};
