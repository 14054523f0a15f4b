import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createFetch } from '../../src/fetch/fetch.ts';
import { type Behaviour, behaviours, floodsAndBombs } from './hostile.ts';
import { never, serve, serveRaw, sourceOf } from './server.ts';

/** Long enough for a busy machine: what is to time out has its own. */
const totalTimeout = 5_000;

/** ms that a fetch may end late on a busy machine. */
const slack = 2_000;

const maxBytes = 200_000;

/** Asked by nobody: whatever a server points at, it is no way in. */
let canary: Awaited<ReturnType<typeof serve>>;
beforeAll(async () => {
  canary = await serve((_, response) => response.end('<secret/>'));
});
afterAll(async () => {
  const asked = canary.connections();
  await canary[Symbol.asyncDispose]();
  expect(asked).toBe(0);
});

const portOf = (pair: string) => Number(pair.split(':')[1]);

/** Fetches once, and returns when the server has no connection any more, although the fetcher goes on. */
const meet = async ({ act, isTls, known, limits }: Behaviour) => {
  const canaryPort = portOf(canary.pair);
  await using server = await serveRaw((socket) => act(socket, canaryPort));
  await using fetcher = createFetch({
    allow: [server.pair],
    ports: [80, 443, canaryPort],
    maxBytes,
    totalTimeout,
  });
  const url = isTls ? server.url.replace('http:', 'https:') : server.url;
  const began = performance.now();
  const fetched = await fetcher.fetch(sourceOf(url, { ...known, limits: limits ?? {} }), never);
  const took = performance.now() - began;
  // After a whole answer a connection may be kept for the next.
  if (fetched.status === 'failed' && fetched.httpStatus === null) await server.idle();
  return { fetched, took };
};

const briefly = ({ fetched }: Awaited<ReturnType<typeof meet>>) => {
  switch (fetched.status) {
    case 'modified': {
      const { bytes, httpStatus } = fetched.document;
      return { status: 'modified', httpStatus, text: Buffer.from(bytes).toString('utf8', 0, 200) };
    }
    case 'failed': {
      const { httpStatus, error, limit } = fetched;
      return { status: 'failed', httpStatus, code: error.code, ...(limit && { waitMs: limit.ms }) };
    }
    default:
      return { status: fetched.status, httpStatus: fetched.httpStatus };
  }
};

describe('a server that', () => {
  test.concurrent.each(behaviours)('$name', async (behaviour) => {
    const met = await meet(behaviour);
    expect(briefly(met)).toEqual(behaviour.expected);
    expect(met.took).toBeLessThan((behaviour.limits?.totalTimeout ?? totalTimeout) + slack);
  });
});

test('floods and bombs take no more memory than a body may', async () => {
  const memory = () => process.memoryUsage().external;
  for (const behaviour of floodsAndBombs) {
    const before = memory();
    let most = before;
    const watch = setInterval(() => {
      most = Math.max(most, memory());
    }, 1);
    await meet(behaviour);
    clearInterval(watch);
    expect.soft(most - before, behaviour.name).toBeLessThan(40 * maxBytes);
  }
});
