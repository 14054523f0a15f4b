import { type Msg, nanos } from 'nats';
import type { FeedRequest, Verdict } from '../../machines/model.ts';
import { reasonOf } from '../errors.ts';
import type { Logger } from '../log.ts';
import type { Departure } from './departures.ts';
import { decodeRequest } from './request.ts';

interface DeliveriesDeps {
  log: Logger;
  departure: Departure;
  work(request: FeedRequest): Promise<Verdict>;
  onSettled(verdict: Verdict): void;
}

const failurePause = 30_000;

/** What the server may be told of a message. */
const ack = '+ACK';
const working = '+WPI';
const term = '+TERM';
/** A delay that is no whole number of ns is none to it. */
const nakFor = (ms: number) => (ms > 0 ? `-NAK {"delay":${nanos(Math.ceil(ms))}}` : '-NAK');

/** The requests that this node has taken, and what the server is told of each. */
export const createDeliveries = ({ log, departure, work, onSettled }: DeliveriesDeps, ackWait: number) => {
  const messages = new Set<Msg>();
  const runs = new Set<Promise<void>>();

  // One timer for all: the server counts the time of each anew, while this process is alive and connected.
  const keepAll = () => {
    for (const message of messages) message.respond(working);
  };
  let keeping: NodeJS.Timeout | undefined;

  /** A request that cannot even be begun is one for another time, and perhaps for another node. */
  const verdictOn = (request: FeedRequest): Promise<Verdict> =>
    work(request).catch((error: unknown): Verdict => {
      log.error(`import ${request.feed.url} at a request: ${reasonOf(error)}`);
      return { status: 'again', ms: failurePause, trouble: null };
    });

  const take = async (message: Msg): Promise<void> => {
    const request = decodeRequest(message.string());
    if (request === null) {
      log.warn(`queue: what is under ${message.subject} is no request; removed`);
      message.respond(term);
      return;
    }
    messages.add(message);
    const verdict = await verdictOn(request);
    messages.delete(message);
    onSettled(verdict);
    await departure();
    message.respond(verdict.status === 'done' ? ack : nakFor(verdict.ms));
  };

  return {
    begin: (message: Msg): void => {
      keeping ??= setInterval(keepAll, ackWait / 3);
      // Without a connection nothing can be said of it any more: the server hands it out again.
      const run = take(message)
        .catch((error: unknown) => log.warn(`queue: ${message.subject}: ${reasonOf(error)}`))
        .finally(() => runs.delete(run));
      runs.add(run);
    },
    /** For another node, or another time of this one. */
    giveBack: (message: Msg): void => {
      message.respond(nakFor(0));
    },
    get size() {
      return messages.size;
    },
    /** Settles when all that was taken is done with. */
    stop: async (): Promise<void> => {
      await Promise.all(runs);
      clearInterval(keeping);
    },
  };
};
