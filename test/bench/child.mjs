// Scripts of their own processes that answer a line with a line.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** @param {string} script @param {{ args?: string[], env?: Record<string, string> }} [how] */
export const startChild = (script, { args = [], env = {} } = {}) => {
  const path = new URL(script, import.meta.url).pathname;
  const child = spawn(process.execPath, ['--expose-gc', path, ...args], {
    env: { ...process.env, ...env },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const line = async () => {
    const { value, done } = await lines.next();
    if (done) throw new Error(`${script} has ended`);
    return value;
  };
  const ended = once(child, 'close');
  return {
    line,
    /** @param {string} text */
    ask: (text) => {
      child.stdin.write(`${text}\n`);
      return line();
    },
    end: async () => {
      child.stdin.end();
      await ended;
    },
  };
};

/** A node that has begun. @param {{ natsUrl: string, databaseUrl: string }} services @param {object} options */
export const startNode = async ({ natsUrl, databaseUrl }, options) => {
  const env = { NATS_URL: natsUrl, DATABASE_URL: databaseUrl };
  const { line, ask, end } = startChild('node.mjs', { args: [JSON.stringify(options)], env });
  await line();
  return {
    /** @returns {Promise<{ settled: Record<string, number>, inMsgs: number, outMsgs: number, cpuSeconds: number, rssMb: number }>} */
    figures: async () => JSON.parse(await ask('FIGURES')),
    end,
  };
};
