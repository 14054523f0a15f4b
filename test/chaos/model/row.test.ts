import { setImmediate as nextTurn } from 'node:timers/promises';
import { createStore } from '../../../src/store/store.ts';
import { keepsRowContract, type Opened } from '../../store/contract.ts';
import { storeOptions, visit } from '../../store/store.ts';
import { createRandom } from '../random.ts';
import { connectionLoss, createClient } from './client.ts';
import { createDatabase } from './database.ts';
import { createLife } from './life.ts';
import { createLink, type Fate, fair } from './link.ts';
import { createServer } from './server.ts';
import { createTime } from './time.ts';

keepsRowContract('the model', async (): Promise<Opened> => {
  const time = createTime();
  const random = createRandom(1);
  const database = createDatabase(time.now);
  const server = createServer(time, database);
  const fates: Fate[] = [];
  const weather = () => ({ ...fair, fate: () => fates.shift() ?? ('answered' as const) });
  const life = createLife(time, 'node');
  const ask = createLink({ time, life, random, weather }, { loss: connectionLoss });
  const report = (error: unknown) => {
    throw error;
  };
  const store = createStore(createClient({ time, life, server, ask, report }), { ...storeOptions, clock: life.clock });
  let made = 0;

  /** Lets time pass until it is done. */
  const over = async <Answer>(act: Promise<Answer>): Promise<Answer> => {
    let isDone = false;
    const done = () => {
      isDone = true;
    };
    act.then(done, done);
    while (!isDone) {
      await nextTurn();
      await time.pass(5);
    }
    return act;
  };

  const rowOf = (id: string) => {
    const row = database.rows.get(id);
    if (row === undefined) throw new Error('the row is gone');
    return row;
  };

  const commit: Opened['commit'] = async (feed, fence, finding) =>
    (await over(store.commit({ ...visit, feed, fence, finding }))).outcome;

  return {
    feed: async () => {
      const id = `${++made}`;
      const feed = { id, key: id, url: `https://site.example/${id}` };
      database.add(feed);
      return feed;
    },
    claim: (feed, seen, nonce = `nonce ${++made}`) => over(store.claim({ feed, seen, nonce })),
    commit,
    commitLosing: (lost, ...given) => {
      fates.push(`${lost} lost`);
      return commit(...given);
    },
    row: async ({ id }) => {
      const { fence, doneFence, holder, failures } = rowOf(id);
      return { fence, doneFence, holder, failures };
    },
    history: async ({ id }) =>
      database.imports
        .filter(({ feed }) => feed === id)
        .map(({ fence, outcome, created }) => ({ fence, outcome, created })),
    events: async ({ id }) =>
      database.outbox.filter(({ feedId }) => feedId === id).map(({ fence, index, type }) => ({ fence, index, type })),
    entries: async ({ id }) => [...(database.entries.get(id)?.keys() ?? [])].sort(),
    hold: async ({ id }) => {
      const release = server.hold(id);
      return async () => release();
    },
    [Symbol.asyncDispose]: async () => {},
  };
});
