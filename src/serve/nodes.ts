import { type NatsConnection, RequestStrategy } from 'nats';
import { FeedlockError, reasonOf } from '../errors.ts';

/** A node that takes its share of the feeds, as it tells of itself. */
export interface NodeInfo {
  node: string;
  version: string;
  since: Date;
  /** Imports at a time. */
  concurrency: number;
  /** Requests that it works on now. */
  running: number;
}

/** What a node's service tells of it, beside its version; metadata is text. */
export interface NodeMetadata extends Record<string, string> {
  node: string;
  since: string;
  concurrency: string;
}

/** The endpoint whose statistics say how much is running. */
export const statusEndpoint = 'status';

/** How long the answers of all nodes are waited for, in ms; less, when none has come for a while. */
const patience = 2_000;
const silence = 250;

/**
 * Asks all nodes of a namespace for themselves. One that is frozen or cut off does not answer.
 *
 * @throws FeedlockError `nats-unreachable`
 */
export const createListNodes = (connection: NatsConnection, namespace: string) => async (): Promise<NodeInfo[]> => {
  const client = connection.services.client({
    strategy: RequestStrategy.JitterTimer,
    maxWait: patience,
    jitter: silence,
  });
  const nodes: NodeInfo[] = [];
  try {
    for await (const { version, metadata, endpoints } of await client.stats(namespace)) {
      const { node, since, concurrency } = (metadata ?? {}) as Partial<NodeMetadata>;
      // Others may have named a service of theirs like the namespace.
      if (!node || !since || !Number.isInteger(Number(concurrency))) continue;
      const data = endpoints?.find(({ name }) => name === statusEndpoint)?.data as { running: number } | undefined;
      nodes.push({
        node,
        version,
        since: new Date(since),
        concurrency: Number(concurrency),
        running: data?.running ?? 0,
      });
    }
  } catch (cause) {
    // Nobody there is an answer too.
    if ((cause as { code?: string }).code === '503') return [];
    const act = `ask for the nodes on NATS at ${connection.getServer()}`;
    throw new FeedlockError('nats-unreachable', `${act}: ${reasonOf(cause)}`, { cause });
  }
  return nodes.sort((one, other) => Number(one.since) - Number(other.since));
};
