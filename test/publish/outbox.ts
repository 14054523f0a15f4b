import { randomUUID } from 'node:crypto';
import { createOutbox } from '../../src/store/outbox.ts';
import { partitionOf } from '../../src/store/partition.ts';
import { createTestDatabase } from '../database.ts';

/** A feed's id in the given outbox partition. */
export const feedIn = (partition: number): string => partition.toString(16) + randomUUID().slice(1);

/** An outbox on a database of its own, with events of a test's own making. */
export const openTestOutbox = async () => {
  const database = await createTestDatabase();
  const { client, url } = database;

  /** Commits so many events of a feed under each of the fences. */
  const commit = async (feedId: string, fences: readonly number[] = [1], events = 1): Promise<void> => {
    const rows = fences.flatMap((fence) =>
      Array.from({ length: events }, (_, index) => ({
        partition: partitionOf(feedId),
        feed_id: feedId,
        fence,
        index,
        type: 'entry.created',
        data: client.json({ entryId: index, url: 'https://site.example/1', title: 'One', published: null }),
      })),
    );
    await client`insert into feedlock.outbox ${client(rows)}`;
  };

  return {
    ...createOutbox(client),
    client,
    url,
    commit,
    clear: async () => void (await client`delete from feedlock.outbox`),
    [Symbol.asyncDispose]: () => database[Symbol.asyncDispose](),
  };
};

export type TestOutbox = Awaited<ReturnType<typeof openTestOutbox>>;
