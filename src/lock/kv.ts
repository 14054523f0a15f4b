import { headers } from 'nats';
import type { Requests } from './requests.ts';

export interface Entry {
  key: string;
  value: string;
  revision: number;
  /** When, by the server's clock. */
  written: Date;
}

/**
 * The few acts that the lock needs of a key-value store whose entries lapse by themselves. Each is one round trip; a rejection
 * means that the outcome is unknown.
 */
export interface KeyValue {
  /** Writes if the key's revision is `expected` (0: if there is no such key). `null`: it is not, nothing was written. */
  put(key: string, value: string, expected: number): Promise<number | null>;
  /** As the leader knows it. */
  get(key: string): Promise<Entry | null>;
  /** Removes the entry that has this revision, without a trace. `false`: there is none any more. */
  remove(revision: number): Promise<boolean>;
  /** All entries: one round trip each. */
  list(): Promise<Entry[]>;
}

/** "wrong last sequence", and "another write to this subject is in process", which a cluster says more often. */
const conflicts = new Set([10071, 10164]);
/** "no message found" in two codes, "sequence not found", and "stream not found": what is gone with its bucket is gone too. */
const missing = new Set([10037, 10043, 10057, 10059]);

const expecting = (revision: number) => {
  const header = headers();
  header.set('Nats-Expected-Last-Subject-Sequence', String(revision));
  return header;
};
const expectingNone = expecting(0);

/** A bucket of NATS by plain requests: the client's own KV adds a second round trip here and a marker there. */
export const natsKeyValue = ({ ask }: Requests, bucket: string): KeyValue => {
  const prefix = `$KV.${bucket}.`;
  const read = `$JS.API.STREAM.MSG.GET.KV_${bucket}`;
  const erase = `$JS.API.STREAM.MSG.DELETE.KV_${bucket}`;

  const put = async (key: string, value: string, expected: number) => {
    const reply = await ask(prefix + key, value, conflicts, expected === 0 ? expectingNone : expecting(expected));
    return reply.seq || null;
  };

  const find = async (query: object): Promise<Entry | null> => {
    const { message } = await ask(read, JSON.stringify(query), missing);
    if (!message) return null;
    const { subject, seq, data = '', time } = message;
    const value = Buffer.from(data, 'base64').toString();
    return { key: subject.slice(prefix.length), value, revision: seq, written: new Date(time) };
  };

  const remove = async (revision: number) => {
    const reply = await ask(erase, `{"seq":${revision},"no_erase":true}`, missing);
    return reply.success === true;
  };

  const list = async () => {
    // By key: an entry that is written again meanwhile turns up twice.
    const found = new Map<string, Entry>();
    for (let from = 1; ; ) {
      const entry = await find({ seq: from, next_by_subj: `${prefix}>` });
      if (entry === null) return [...found.values()];
      found.set(entry.key, entry);
      from = entry.revision + 1;
    }
  };

  return { put, get: (key) => find({ last_by_subj: prefix + key }), remove, list };
};
