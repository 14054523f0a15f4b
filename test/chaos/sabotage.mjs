import { connect, headers } from 'nats';
import postgres from 'postgres';

/** @import { MsgHdrs, NatsConnection } from 'nats' */
/** @import { Sql } from 'postgres' */
/** @import { FeedlockOptions } from 'feedlock' */
/** @import { Sabotage } from './node.ts' */

const expectation = 'Nats-Expected-Last-Subject-Sequence';

/** @param {MsgHdrs | undefined} given */
const withoutExpectation = (given) => {
  const kept = headers();
  for (const [name, values] of given ?? [])
    if (name !== expectation) for (const value of values) kept.append(name, value);
  return kept;
};

/** Whoever writes last holds the lock. @param {NatsConnection} nats */
const neverCompare = (nats) => {
  const publish = nats.publish.bind(nats);
  nats.publish = (subject, payload, options) =>
    publish(
      subject,
      payload,
      subject.startsWith('$KV.') ? { ...options, headers: withoutExpectation(options?.headers) } : options,
    );
};

/** Whoever releases removes what is under the key, be it his or not. @param {NatsConnection} nats */
const releaseByKey = (nats) => {
  const publish = nats.publish.bind(nats);
  const subscribe = nats.subscribe.bind(nats);
  /** By the subject of the reply. @type {Map<string, string>} */
  const written = new Map();
  /** By revision. @type {Map<number, string>} */
  const keys = new Map();

  nats.subscribe = (subject, options = {}) => {
    const { callback } = options;
    if (callback === undefined) return subscribe(subject, options);
    return subscribe(subject, {
      ...options,
      callback: (error, message) => {
        const key = written.get(message.subject);
        written.delete(message.subject);
        if (key && message.data.length > 0) keys.set(JSON.parse(message.string()).seq, key);
        callback(error, message);
      },
    });
  };
  nats.publish = (subject, payload, options) => {
    if (subject.startsWith('$KV.') && options?.reply) written.set(options.reply, subject);
    const [, bucket] = /^\$JS\.API\.STREAM\.MSG\.DELETE\.(.*)$/.exec(subject) ?? [];
    const key = bucket && keys.get(JSON.parse(`${payload}`).seq);
    if (!key) return publish(subject, payload, options);
    publish(`$JS.API.STREAM.PURGE.${bucket}`, JSON.stringify({ filter: key }), options);
  };
};

/** What was begun under a lease goes on when it is lost. */
const neverAbort = () => {
  AbortController.prototype.abort = () => undefined;
};

/** `values`: the id of the feed, its fence, … @typedef {(text: string, values: [string, number], run: (text: string) => Promise<unknown>) => Promise<unknown>} Change */

/** A superseded import is written like any other. @type {Change} */
const ignoreFence = (text, _, run) =>
  run(text.includes('insert into feedlock.entries') ? text.replace(/ and fence = \$\d+::bigint/, '') : text);

/** Between the two statements others may look, and nodes may die, in ms. */
const gap = 150;

/** @param {Sql} sql @returns {Change} */
const announceAfterwards =
  (sql) =>
  async (text, [id, fence], run) => {
    if (!text.includes('insert into feedlock.entries')) return run(text);
    const rows = await run(text.replace('insert into feedlock.outbox', 'insert into feedlock.outbox_later'));
    await new Promise((resolve) => setTimeout(resolve, gap));
    await sql`
    with later as (delete from feedlock.outbox_later where feed_id = ${id} and fence = ${fence} returning *)
    insert into feedlock.outbox (partition, feed_id, fence, index, type, data)
    select partition, feed_id, fence, index, type, data from later order by feed_id, fence, index`;
    return rows;
  };

/** @param {Sql} sql @param {Change} change @returns {Sql} */
const changed = (sql, change) => {
  /** @param {string} text @param {never} values @param {never} options */
  const unsafe = (text, values, options) => change(text, values, async (other) => sql.unsafe(other, values, options));
  return new Proxy(sql, { get: (target, name) => (name === 'unsafe' ? unsafe : Reflect.get(target, name)) });
};

/**
 * The connections that a node is given, of which one does not do all that is asked of it.
 *
 * @param {FeedlockOptions} options
 * @param {Sabotage} sabotage
 */
export const connectBadly = async (options, sabotage) => {
  const { servers } = /** @type {{ servers: string[] }} */ (options.nats);
  const { url } = /** @type {{ url: string }} */ (options.database);
  const nats = await connect({
    servers,
    pingInterval: (options.ttl ?? 30_000) / 6,
    maxPingOut: 2,
    maxReconnectAttempts: -1,
    reconnectTimeWait: 250,
  });
  const sql = postgres(url, { max: 4, onnotice: () => undefined });
  switch (sabotage) {
    case 'compare-and-set off':
      neverCompare(nats);
      return { nats };
    case 'release by key':
      releaseByKey(nats);
      return { nats };
    case 'abort off':
      neverAbort();
      return {};
    case 'fence check off':
      return { database: changed(sql, ignoreFence) };
    case 'outbox after commit':
      await sql`create table if not exists feedlock.outbox_later (like feedlock.outbox including defaults)`.catch(
        () => undefined,
      );
      await sql`alter table feedlock.outbox_later alter column id drop not null`;
      return { database: changed(sql, announceAfterwards(sql)) };
  }
};
