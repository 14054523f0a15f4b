import { randomBytes } from 'node:crypto';
import { connect } from 'nats';
import { afterAll, inject } from 'vitest';

/** A NATS namespace of the test file's own; its streams and buckets are deleted after the file's tests. */
export const createNamespace = (): string => {
  const namespace = `test_${randomBytes(6).toString('hex')}`;
  afterAll(async () => {
    const nats = await connect({ servers: inject('natsUrl') });
    const { streams } = await nats.jetstreamManager();
    for await (const stream of streams.names()) if (stream.includes(namespace)) await streams.delete(stream);
    await nats.close();
  });
  return namespace;
};
