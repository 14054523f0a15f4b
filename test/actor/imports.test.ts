import { expect, it } from 'vitest';
import { createImports } from '../../src/actor/imports.ts';

const createWith = (change: object) =>
  createImports({
    parseUrl: (url: string) => ({ url }),
    identify: async ({ url }) => ({ id: 'id', key: 'key', url, fence: 0 }),
    feeds: { run: async () => ({ status: 'skipped', holder: null }) } as never,
    hostOf: (url) => url,
    hostConcurrency: 1,
    node: 'one',
    onSettled: () => {},
    ...change,
  });

const broken = async () => {
  throw new TypeError('broken');
};

it('what fails while a feed is looked up is the trouble of Postgres, and what fails elsewhere is not', async () => {
  const codeOf = async (change: object) => {
    const settled = await createWith(change).importOne('https://a.example/');
    return settled.status === 'failed' && settled.error.code;
  };
  expect(await codeOf({ identify: broken })).toBe('postgres-unreachable');
  expect(await codeOf({ feeds: { run: broken } })).toBe('internal');
});
