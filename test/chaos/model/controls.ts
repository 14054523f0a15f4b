import type { Bucket } from './bucket.ts';
import type { Database, EventRow } from './database.ts';
import type { Sabotage } from './world.ts';

/** Writes, whatever revision is there. */
const uncompared = (bucket: Bucket): Bucket => ({
  ...bucket,
  put: (key, value) => bucket.put(key, value, bucket.get(key)?.revision ?? 0),
});

/** Removes the lock, whosever it is by now. */
const removingByKey = (bucket: Bucket): Bucket => {
  const keys = new Map<number, string>();
  return {
    ...bucket,
    put: (key, value, expected) => {
      const revision = bucket.put(key, value, expected);
      if (revision !== null) keys.set(revision, key);
      return revision;
    },
    remove: (revision) => bucket.remove(bucket.get(keys.get(revision) ?? '')?.revision ?? 0),
  };
};

/** Takes what is committed for committed under the newest fence. */
const unfenced = (database: Database): Database => {
  const anyhow =
    <Commit extends { id: string; fence: number }, Result>(commit: (commit: Commit) => Result) =>
    (given: Commit): Result => {
      const row = database.rows.get(given.id);
      const newest = row?.fence ?? given.fence;
      if (row) row.fence = given.fence;
      const result = commit(given);
      if (row) row.fence = newest;
      return result;
    };
  return {
    ...database,
    save: anyhow(database.save),
    recordUnchanged: anyhow(database.recordUnchanged),
    recordFailure: anyhow(database.recordFailure),
  };
};

/** Announces what was committed only when the node has heard of it. */
const announcingLater = (): Sabotage => {
  const later = new Map<string, EventRow[]>();
  return {
    database: (database) => ({
      ...database,
      save: (commit) => {
        const before = database.outbox.length;
        const counts = database.save(commit);
        later.set(`${commit.id} ${commit.fence}`, database.outbox.splice(before));
        return counts;
      },
    }),
    commit: (commit, database) => async (found) => {
      const committed = await commit(found);
      database.outbox.push(...(later.get(`${found.feed.id} ${found.fence}`) ?? []));
      return committed;
    },
  };
};

/** What must not go unnoticed. */
export const controls: Record<string, () => Sabotage> = {
  'the fence check off': () => ({ database: unfenced }),
  'compare-and-set off': () => ({ bucket: uncompared }),
  'release by key instead of by revision': () => ({ bucket: removingByKey }),
  'the outbox written after the commit': announcingLater,
};
