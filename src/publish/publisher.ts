import { ErrorCode, headers, type JetStreamClient, type JetStreamOptions, type NatsConnection, NatsError } from 'nats';
import { FeedlockError, reasonOf } from '../errors.ts';
import type { Logger } from '../log.ts';
import { type EventRow, subjectOf, toEvent } from './event.ts';

export interface Published {
  /** Ids of the rows that are done with. */
  acknowledged: number[];
  /** What kept the others from being published; `null` when nothing did. */
  trouble: unknown;
}

/** ms to wait for JetStream to say that it has an event. */
const ackTimeout = 2_000;

/** ms after which no further event is sent: well before the database takes the rows from us. */
const batchDeadline = 5_000;

const messageSizeExceedsMaximum = 10054;

const isTooLarge = (thrown: unknown) =>
  thrown instanceof NatsError &&
  (thrown.code === ErrorCode.MaxPayloadExceeded || thrown.api_error?.err_code === messageSizeExceedsMaximum);

/** As much of a connection as it takes. */
export interface Publishing extends Pick<NatsConnection, 'getServer'> {
  jetstream(options?: JetStreamOptions): Pick<JetStreamClient, 'publish'>;
}

const byFeed = (rows: readonly EventRow[]): EventRow[][] => {
  const feeds = new Map<string, EventRow[]>();
  for (const row of rows) {
    const feed = feeds.get(row.feedId);
    if (feed) feed.push(row);
    else feeds.set(row.feedId, [row]);
  }
  return [...feeds.values()];
};

/**
 * Publishes rows as CloudEvents: those of one feed strictly one after another, those of different feeds all at once. The
 * first event that is not acknowledged ends it: what follows would only meet the same trouble, or overtake.
 */
export const createPublisher = (connection: Publishing, namespace: string, log: Logger) => {
  const jetstream = connection.jetstream({ timeout: ackTimeout });

  const publishRow = async (row: EventRow): Promise<void> => {
    const event = toEvent(row, namespace);
    const head = headers();
    head.set('Content-Type', 'application/cloudevents+json');
    try {
      await jetstream.publish(subjectOf(event, namespace), JSON.stringify(event), { msgID: event.id, headers: head });
    } catch (cause) {
      const act = `publish event ${event.id} (${event.type}) on NATS at ${connection.getServer()}`;
      if (!isTooLarge(cause)) throw new FeedlockError('nats-unreachable', `${act}: ${reasonOf(cause)}`, { cause });
      // Kept, it would hold up its feed for ever; the store bounds events, so only a tiny limit of the server's gets here.
      log.error(`${act}: larger than it takes; dropped`);
    }
  };

  return async (rows: readonly EventRow[], lost: AbortSignal): Promise<Published> => {
    const published: Published = { acknowledged: [], trouble: null };
    const until = performance.now() + batchDeadline;
    const mayGoOn = () => published.trouble === null && !lost.aborted && performance.now() < until;

    const publishFeed = async (ofFeed: readonly EventRow[]) => {
      for (const row of ofFeed) {
        if (!mayGoOn()) return;
        await publishRow(row);
        published.acknowledged.push(row.id);
      }
    };
    await Promise.all(
      byFeed(rows).map((ofFeed) =>
        publishFeed(ofFeed).catch((error: unknown) => {
          published.trouble ??= error;
        }),
      ),
    );
    return published;
  };
};
