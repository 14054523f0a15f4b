import type { KeyValue } from '../../../src/lock/kv.ts';
import { keepsKeyValueContract } from '../../lock/contract.ts';
import { createRandom } from '../random.ts';
import { createBucket, reachBucket } from './bucket.ts';
import { createLife } from './life.ts';
import { createLink, fair } from './link.ts';
import { createTime, type Time } from './time.ts';

/** Lets as much time pass as an act takes. */
const inTime = (time: Time, { put, get, remove, list }: KeyValue): KeyValue => {
  const over = async <Answer>(act: Promise<Answer>) => {
    await time.pass(10);
    return act;
  };
  return {
    put: (key, value, expected) => over(put(key, value, expected)),
    get: (key) => over(get(key)),
    remove: (revision) => over(remove(revision)),
    list: () => over(list()),
  };
};

keepsKeyValueContract('the model of a bucket', async () => {
  const ttl = 1_500;
  const time = createTime();
  const random = createRandom(1);
  const bucket = createBucket({ ttl, now: time.now, lateness: () => 50 });
  const reach = (node: string) => {
    const link = createLink({ time, life: createLife(time, node), random, weather: () => fair }, {});
    return inTime(time, reachBucket(bucket, link));
  };
  return { kv: reach('mine'), other: reach('theirs'), ttl, pass: time.pass, [Symbol.asyncDispose]: async () => {} };
});
