import { ErrorCode } from 'nats';
import type { Bucket } from './bucket.ts';
import type { KeyValue } from './kv.ts';

/** Nobody listens: nothing was written. */
const isUnheard = (thrown: unknown): boolean => {
  const { cause } = thrown as { cause?: { code?: unknown } };
  return cause?.code === ErrorCode.NoResponders;
};

/**
 * A bucket that outlives its deletion, and the loss of NATS's disk: whoever takes a lock finds it gone, and makes it anew. As
 * long as that fails none is granted, since another may have made it with other settings.
 */
export const reopening = (bucket: Bucket): KeyValue => {
  let open = true;
  let underway: Promise<void> | null = null;

  const reopen = async () => {
    open = false;
    await bucket.reopen();
    open = true;
  };
  const reopenOnce = () => {
    underway ??= reopen().finally(() => {
      underway = null;
    });
    return underway;
  };

  const create = async (key: string, value: string) => {
    if (open) {
      try {
        return await bucket.put(key, value, 0);
      } catch (error) {
        if (!isUnheard(error)) throw error;
      }
    }
    await reopenOnce();
    return bucket.put(key, value, 0);
  };

  return {
    ...bucket,
    // What is renewed was granted in the bucket that is gone, and is lost with it.
    put: (key, value, expected) => (expected === 0 ? create(key, value) : bucket.put(key, value, expected)),
  };
};
