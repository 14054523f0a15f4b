import { connect, type NatsConnection } from 'nats';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { FeedRequest, Verdict } from '../../machines/model.ts';
import { silent } from '../../src/log.ts';
import { createBacklog } from '../../src/queue/backlog.ts';
import { createConsumer } from '../../src/queue/consumer.ts';
import { createDepartures } from '../../src/queue/departures.ts';
import { createEnqueue } from '../../src/queue/enqueue.ts';
import { openQueue, type QueueOptions } from '../../src/queue/stream.ts';
import { createNamespace } from '../namespace.ts';

let connection: NatsConnection;
beforeAll(async () => {
  connection = await connect({ servers: inject('natsUrl') });
  return () => connection.close();
});

const requestOf = (at: number): FeedRequest => {
  const id = `${at.toString(16).padStart(8, '0')}-0000-4000-8000-000000000000`;
  return { feed: { id, key: at.toString(16).padStart(64, '0'), url: `https://${at}.example/` }, seen: at };
};

const openQueueFor = async (change: Partial<QueueOptions> = {}) => {
  const options: QueueOptions = { namespace: createNamespace(), shards: 1, ackWait: 60_000, ...change };
  await openQueue(connection, options);
  return { options, enqueue: createEnqueue(connection, options), backlog: createBacklog(connection, options) };
};

describe('the queue', () => {
  it('is made once by nodes that start at once, one stream for each shard', async () => {
    const options = { namespace: createNamespace(), shards: 3, ackWait: 60_000 };
    await Promise.all(Array.from({ length: 5 }, () => openQueue(connection, options)));
    const { streams } = await connection.jetstreamManager({ checkAPI: false });
    const { config } = await streams.info(`${options.namespace}_requests_2`);
    expect(config).toMatchObject({
      retention: 'workqueue',
      discard: 'new',
      discard_new_per_subject: true,
      max_msgs_per_subject: 1,
    });
  });

  it('of another number of shards is refused, with both numbers named', async () => {
    const { options } = await openQueueFor({ shards: 2 });
    await expect(openQueue(connection, { ...options, shards: 3 })).rejects.toMatchObject({
      code: 'stream-settings',
      message: expect.stringContaining('queueShards is 2, this node wants 3'),
    });
  });

  it('has a feed once, until its request is done with', async () => {
    const { enqueue, backlog } = await openQueueFor();
    expect([await enqueue(requestOf(1)), await enqueue(requestOf(1)), await enqueue(requestOf(2))]).toEqual([
      'queued',
      'waiting',
      'queued',
    ]);
    expect(await backlog()).toMatchObject({ waiting: 2, running: 0 });
  });

  it('is made by the first request if no node has run yet', async () => {
    const enqueue = createEnqueue(connection, { namespace: createNamespace(), shards: 1, ackWait: 60_000 });
    expect(await enqueue(requestOf(1))).toBe('queued');
  });
});

describe('a node that takes requests', () => {
  const consumers: { stop(): Promise<void> }[] = [];
  afterAll(async () => {
    await Promise.all(consumers.map((consumer) => consumer.stop()));
  });

  const consume = (
    options: QueueOptions,
    work: (request: FeedRequest) => Promise<Verdict>,
    free: () => number = () => 10,
  ) => {
    const consumer = createConsumer(
      {
        connection,
        log: silent,
        departure: createDepartures(1),
        free,
        work,
        reopen: () => openQueue(connection, options),
      },
      options,
    );
    consumers.push(consumer);
    consumer.start();
    return consumer;
  };
  const done = async (): Promise<Verdict> => ({ status: 'done' });

  it('gets each request once, as it was made, from every shard', async () => {
    const { options, enqueue, backlog } = await openQueueFor({ shards: 3 });
    const requests = Array.from({ length: 30 }, (_, at) => requestOf(at));
    await Promise.all(requests.map(enqueue));
    const got: FeedRequest[] = [];
    for (let node = 0; node < 3; node++)
      consume(options, async (request) => {
        got.push(request);
        return done();
      });
    await expect.poll(() => got.length).toBe(30);
    expect(got.toSorted((one, other) => one.seen - other.seen)).toEqual(requests);
    await expect.poll(backlog).toMatchObject({ waiting: 0, running: 0 });
  });

  it('never has more than it can begin with', async () => {
    const { options, enqueue, backlog } = await openQueueFor();
    for (let at = 0; at < 20; at++) await enqueue(requestOf(at));
    let working = 0;
    const most: number[] = [];
    const ends: (() => void)[] = [];
    const consumer = consume(
      options,
      async () => {
        most.push(++working);
        await new Promise<void>((end) => ends.push(end));
        working -= 1;
        return done();
      },
      () => 3 - working,
    );
    await expect.poll(() => working).toBe(3);
    expect(await backlog()).toMatchObject({ waiting: 17, running: 3 });
    expect(consumer.running).toBe(3);
    const relieve = setInterval(() => ends.shift()?.(), 5);
    await expect.poll(() => most.length).toBe(20);
    await consumer.stop();
    clearInterval(relieve);
    expect(Math.max(...most)).toBe(3);
  });

  it('gets a request again when it said so, and not before', async () => {
    const { options, enqueue } = await openQueueFor();
    await enqueue(requestOf(1));
    const at: number[] = [];
    consume(options, async () => {
      at.push(performance.now());
      return at.length < 3 ? { status: 'again', ms: 300, trouble: null } : done();
    });
    await expect.poll(() => at.length, { timeout: 5_000 }).toBe(3);
    expect((at[1] ?? 0) - (at[0] ?? 0)).toBeGreaterThan(250);
  });

  it('gets a request again no earlier where the time is no whole number of ms', async () => {
    const { options, enqueue } = await openQueueFor();
    await enqueue(requestOf(1));
    const at: number[] = [];
    consume(options, async () => {
      at.push(performance.now());
      return at.length < 2 ? { status: 'again', ms: 1_000 / 3, trouble: null } : done();
    });
    await expect.poll(() => at.length, { timeout: 5_000 }).toBe(2);
    expect((at[1] ?? 0) - (at[0] ?? 0)).toBeGreaterThan(250);
  });

  it('keeps a request for as long as it works on it, however long that is', async () => {
    const { options, enqueue, backlog } = await openQueueFor({ ackWait: 500 });
    await enqueue(requestOf(1));
    let deliveries = 0;
    let end = () => {};
    const works = new Promise<void>((resolve) => {
      end = resolve;
    });
    const work = async () => {
      deliveries += 1;
      await works;
      return done();
    };
    consume(options, work);
    consume(options, work);
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect(deliveries).toBe(1);
    end();
    await expect.poll(backlog).toMatchObject({ waiting: 0, running: 0 });
  });

  it('leaves what it has to others when it is gone', async () => {
    const { options, enqueue } = await openQueueFor({ ackWait: 500 });
    await enqueue(requestOf(1));
    const lost = await connect({ servers: inject('natsUrl') });
    let taken = false;
    const dying = createConsumer(
      {
        connection: lost,
        log: silent,
        departure: createDepartures(1),
        reopen: async () => {},
        free: () => 1,
        work: () => {
          taken = true;
          return new Promise(() => {});
        },
      },
      options,
    );
    dying.start();
    await expect.poll(() => taken).toBe(true);
    await lost.close();
    let rescued = false;
    consume(options, async () => {
      rescued = true;
      return done();
    });
    await expect.poll(() => rescued, { timeout: 5_000 }).toBe(true);
    void dying.stop();
  });

  it('gives back at once what reaches it while it stops', async () => {
    const { options, enqueue } = await openQueueFor();
    const stopping = consume(options, done);
    await new Promise((resolve) => setTimeout(resolve, 100));
    const stopped = stopping.stop();
    await enqueue(requestOf(1));
    let taken = false;
    consume(options, async () => {
      taken = true;
      return done();
    });
    await expect.poll(() => taken, { timeout: 3_000 }).toBe(true);
    await stopped;
  });

  it('removes what is no request', async () => {
    const { options, backlog } = await openQueueFor();
    const { key, url } = requestOf(1).feed;
    const forged = JSON.stringify({ id: 'x', key, url, seen: 0 });
    for (const [at, payload] of ['nonsense', '{}', forged, forged.replace(url, 'no URL')].entries())
      await connection.jetstream().publish(`${options.namespace}.requests.${at}`, payload);
    consume(options, done);
    await expect.poll(backlog).toMatchObject({ waiting: 0, running: 0 });
  });

  it('asks for a request again that it could not even begin with', async () => {
    const { options, enqueue, backlog } = await openQueueFor();
    await enqueue(requestOf(1));
    let attempts = 0;
    const consumer = consume(options, async () => {
      attempts += 1;
      throw new Error('what is this?');
    });
    await expect.poll(() => attempts).toBe(1);
    await expect.poll(() => consumer.running).toBe(0);
    expect(await backlog()).toMatchObject({ waiting: 0, running: 1 });
  });

  it('takes no more for a while when it lacks what it needs', async () => {
    const { options, enqueue } = await openQueueFor();
    for (let at = 0; at < 10; at++) await enqueue(requestOf(at));
    let attempts = 0;
    consume(
      options,
      async () => {
        attempts += 1;
        return { status: 'again', ms: 0, trouble: new Error('the database is away') };
      },
      () => 1,
    );
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect(attempts).toBeGreaterThan(1);
    expect(attempts).toBeLessThan(10);
  });
});
