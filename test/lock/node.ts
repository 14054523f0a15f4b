import { inject } from 'vitest';
import { type BucketOptions, openBucket } from '../../src/lock/bucket.ts';
import { connectNats } from '../../src/lock/connection.ts';
import { createLock, type LockDeps } from '../../src/lock/lock.ts';
import { createNamespace } from '../namespace.ts';
import { openProxy } from '../proxy.ts';

export interface NodeOptions extends Partial<BucketOptions> {
  url?: string;
  node?: string;
  deps?: Omit<LockDeps, 'kv'>;
}

const ofThisFile = createNamespace();
let made = 0;

/** One that no bucket has yet. */
export const freshNamespace = () => `${ofThisFile}-${++made}`;

/** One node's way to its locks: a connection of its own, the bucket, the lock. */
export const openNode = async (options: NodeOptions = {}) => {
  const { url = inject('natsUrl'), node = 'node', namespace = freshNamespace(), ttl = 1_000, deps } = options;
  const connection = await connectNats({ servers: [url], name: node });
  const kv = await openBucket(connection, { requestTimeout: 250, ...options, namespace, ttl });
  const { streams } = await connection.jetstreamManager();
  return {
    connection,
    namespace,
    kv,
    lock: createLock({ kv, ...deps }, { node, ttl }),
    /** Entries and markers alike. */
    messages: async () => (await streams.info(`KV_${kv.name}`)).state.messages,
    deleteBucket: () => streams.delete(`KV_${kv.name}`),
    [Symbol.asyncDispose]: () => connection.close(),
  };
};

/** A node whose connection to the server can be disturbed. */
export const openDisturbed = async (options: NodeOptions = {}) => {
  const proxy = await openProxy(Number(new URL(options.url ?? inject('natsUrl')).port));
  const node = await openNode({ node: 'disturbed', ...options, url: `nats://127.0.0.1:${proxy.port}` });
  const dispose = async () => {
    await node.connection.close();
    await proxy.stop();
  };
  return { ...node, proxy, [Symbol.asyncDispose]: dispose };
};

/** The server's answers to a write, and to a read by the leader. */
export const answersWrite = (piece: string) => piece.includes('"stream":');
export const answersRead = (piece: string) => piece.includes('stream_msg_get_response');
export const answersDelete = (piece: string) => piece.includes('stream_msg_delete_response');

/** The lease, where it is certain to be granted. */
export const granted = <Lease>({ lease }: { lease: Lease | null }): Lease => {
  if (lease === null) throw new Error('expected a lease, found the lock taken');
  return lease;
};
