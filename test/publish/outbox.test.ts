import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { createOutbox, type OutboxRow } from '../../src/store/outbox.ts';
import { partitions } from '../../src/store/partition.ts';
import { feedIn, openTestOutbox, type TestOutbox } from './outbox.ts';

let outbox: TestOutbox;
beforeAll(async () => {
  outbox = await openTestOutbox();
});
afterEach(() => outbox.clear());
afterAll(() => outbox[Symbol.asyncDispose]());

const idsOf = (rows: readonly OutboxRow[]) => rows.map(({ id }) => id);
const acknowledgeAll = async (rows: readonly OutboxRow[]) => idsOf(rows);

/** A promise that others settle. */
const createGate = () => {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open: () => open(), opened };
};

test('events come in the order in which they were committed, and only the acknowledged ones go', async () => {
  const feed = feedIn(3);
  await outbox.commit(feed, [1, 2, 3]);
  const fences: number[] = [];
  const worked = await outbox.work([3], async (rows) => {
    fences.push(...rows.map(({ fence }) => fence));
    return idsOf(rows).slice(0, 2);
  });
  expect(fences).toEqual([1, 2, 3]);
  expect(worked).toEqual({ taken: 3, deleted: 2, more: false });
  expect(await outbox.client`select fence::int from feedlock.outbox`).toEqual([{ fence: 3 }]);
});

test('the partitions in which something waits are known', async () => {
  expect(await outbox.pendingPartitions()).toEqual([]);
  for (const partition of [15, 0, 7]) await outbox.commit(feedIn(partition));
  expect(await outbox.pendingPartitions()).toEqual([0, 7, 15]);
  expect(await outbox.countPending()).toBe(3);
});

test('what one relay works on is not for another, the rest is', async () => {
  await outbox.commit(feedIn(1));
  await outbox.commit(feedIn(2));
  const started = createGate();
  const ended = createGate();
  const first = outbox.work([1], async (rows) => {
    started.open();
    await ended.opened;
    return idsOf(rows);
  });
  await started.opened;
  expect(await outbox.work([1], acknowledgeAll)).toEqual({ taken: 0, deleted: 0, more: false });
  expect(await outbox.work([1, 2], acknowledgeAll)).toEqual({ taken: 1, deleted: 1, more: false });
  ended.open();
  expect(await first).toEqual({ taken: 1, deleted: 1, more: false });
});

test('relays side by side hand out each event once', async () => {
  for (let partition = 0; partition < partitions; partition++) await outbox.commit(feedIn(partition), [1, 2], 25);
  const seen: number[] = [];
  const drain = async () => {
    for (let pending = await outbox.pendingPartitions(); pending.length > 0; pending = await outbox.pendingPartitions())
      for (const partition of pending)
        await outbox.work([partition], async (rows) => {
          seen.push(...idsOf(rows));
          return idsOf(rows);
        });
  };
  await Promise.all([drain(), drain(), drain()]);
  expect(seen).toHaveLength(partitions * 50);
  expect(new Set(seen).size).toBe(seen.length);
});

test('events wait until they are acknowledged, whatever becomes of the relay', async () => {
  await outbox.commit(feedIn(1));
  const died = outbox.work([1], async () => {
    throw new Error('the relay died');
  });
  await expect(died).rejects.toThrow('the relay died');
  expect(await outbox.countPending()).toBe(1);
});

test('a relay that freezes loses its partition, and is told', async () => {
  const impatient = createOutbox(outbox.client, { bound: 200 });
  await outbox.commit(feedIn(1));
  const told = createGate();
  const frozen = impatient.work([1], async (rows, lost) => {
    lost.addEventListener('abort', told.open);
    await told.opened;
    return idsOf(rows);
  });
  await expect(frozen).rejects.toMatchObject({ code: 'CONNECTION_CLOSED' });
  await told.opened;
  expect(await outbox.work([1], acknowledgeAll)).toMatchObject({ deleted: 1 });
});

test('a batch that was full says that there may be more', async () => {
  await outbox.commit(feedIn(1), [1], 250);
  expect(await outbox.work([1], acknowledgeAll)).toEqual({ taken: 200, deleted: 200, more: true });
  expect(await outbox.work([1], acknowledgeAll)).toEqual({ taken: 50, deleted: 50, more: false });
});

test('a partition with a long backlog does not keep others waiting', async () => {
  await outbox.commit(feedIn(1), [1], 500);
  await outbox.commit(feedIn(2));
  const feeds = new Set<string>();
  await outbox.work([1, 2], async (rows) => {
    for (const { feedId } of rows) feeds.add(feedId);
    return [];
  });
  expect(feeds.size).toBe(2);
});
