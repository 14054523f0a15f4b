import type { FailureCode } from '../../machines/model.ts';

/** An entry as its events tell of it; texts are cut at 4,096 characters. */
export interface EntryNews {
  entryId: number;
  url: string | null;
  title: string | null;
  /** RFC 3339. */
  published: string | null;
}

interface FailureNews {
  url: string;
  node: string;
  code: FailureCode;
  message: string;
  httpStatus: number | null;
  /** In a row, this one included. */
  failures: number;
}

/** What each kind of event says. */
export interface EventData {
  /** A feed was imported and something in it had changed, or it was imported for the first time. */
  'feed.imported': {
    url: string;
    node: string;
    created: number;
    updated: number;
    /** An import with more than 500 changed entries is told in several events: this one is `part` of `parts`. */
    part: number;
    parts: number;
    entries: { id: number; kind: 'created' | 'updated' }[];
  };
  'feed.failed': FailureNews;
  /** Its server said for the second time in a row that it is gone: it is imported no more unless somebody asks. */
  'feed.gone': FailureNews;
  /** Permanent redirects have led elsewhere for long enough. */
  'feed.moved': {
    from: string;
    to: string;
    /** The feed that was there already: the one of this event is part of it from now on. */
    mergedInto: string | null;
  };
  'entry.created': EntryNews;
  'entry.updated': EntryNews;
}

type EventName = keyof EventData;

const known = {
  'feedlock.feed.imported': true,
  'feedlock.feed.failed': true,
  'feedlock.feed.gone': true,
  'feedlock.feed.moved': true,
  'feedlock.entry.created': true,
  'feedlock.entry.updated': true,
} satisfies Record<EventType, true>;

export const eventTypes = Object.keys(known) as EventType[];

export const isEventType = (type: unknown): type is EventType => eventTypes.includes(type as EventType);

export type EventType = `feedlock.${EventName}`;

/** @see https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md */
interface CloudEvent<Name extends EventName> {
  specversion: '1.0';
  /** The same whenever this event is published again: `<feed id>-<fence>-<index>`. */
  id: string;
  /** `/feedlock/<namespace>` */
  source: string;
  type: `feedlock.${Name}`;
  /** The feed's id. */
  subject: string;
  /** When it was committed, RFC 3339. */
  time: string;
  datacontenttype: 'application/json';
  /**
   * Rises, as text, from one event of a feed to the next. One that is not above the last seen of its feed is a late duplicate.
   *
   * @see https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/extensions/sequence.md
   */
  sequence: string;
  data: EventData[Name];
}

/** What feedlock publishes; `type` tells which `data` it is. */
export type FeedlockEvent = { [Name in EventName]: CloudEvent<Name> }[EventName];

/** A committed event as the outbox holds it. */
export interface EventRow {
  id: number;
  feedId: string;
  fence: number;
  index: number;
  type: string;
  data: Record<string, unknown>;
  at: Date;
}

const padded = (number: number, digits: number) => `${number}`.padStart(digits, '0');

/** The outbox row as the event to publish. What the store writes under a type is what `EventData` says of it. */
export const toEvent = ({ feedId, fence, index, type, data, at }: EventRow, namespace: string): FeedlockEvent =>
  ({
    specversion: '1.0',
    id: `${feedId}-${fence}-${index}`,
    source: `/feedlock/${namespace}`,
    type: `feedlock.${type}`,
    subject: feedId,
    time: at.toISOString(),
    datacontenttype: 'application/json',
    // As wide as the widest fence and index: 2^53 and 2^31.
    sequence: `${padded(fence, 16)}.${padded(index, 10)}`,
    data,
  }) as FeedlockEvent;

/** `<namespace>.events.<noun>.<verb>.<feed id>` */
export const subjectOf = ({ type, subject }: Pick<FeedlockEvent, 'type' | 'subject'>, namespace: string): string =>
  `${namespace}.events.${type.slice('feedlock.'.length)}.${subject}`;
