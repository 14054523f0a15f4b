import { expect, it } from 'vitest';
import { createExclusive } from '../../src/actor/exclusive.ts';

it('a task whose fence was minted after its lease had run out does not run, and the lock is released', async () => {
  const acts: string[] = [];
  const release = async () => void acts.push('release');
  const lease = { key: 'key', nonce: 'nonce', deadline: performance.now(), renew: async () => true, release };
  const exclusive = createExclusive({
    lock: async () => ({ lease }),
    keep: () => () => acts.push('stop keeping'),
    mintFence: async () => acts.push('mint'),
  });
  expect(await exclusive('report', async () => acts.push('run'))).toEqual({ status: 'skipped', holder: null });
  expect(acts).toEqual(['mint', 'stop keeping', 'release']);
});

it('a fence that cannot be minted is the trouble of Postgres, and the lock is released', async () => {
  const acts: string[] = [];
  const release = async () => void acts.push('release');
  const lease = { key: 'key', nonce: 'nonce', deadline: Number.POSITIVE_INFINITY, renew: async () => true, release };
  const exclusive = createExclusive({
    lock: async () => ({ lease }),
    keep: () => () => acts.push('stop keeping'),
    mintFence: async () => {
      throw new Error('away');
    },
  });
  await expect(exclusive('report', async () => acts.push('run'))).rejects.toMatchObject({
    code: 'postgres-unreachable',
    message: 'run report exclusively: away',
  });
  expect(acts).toEqual(['stop keeping', 'release']);
});
