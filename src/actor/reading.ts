import { setTimeout as delay } from 'node:timers/promises';
import type { Document, FeedRef, Parsed, ReadEntry, Source } from '../../machines/model.ts';
import type { FeedSteps } from './feed.ts';

/** A document to be read, and what is known of the feed that it comes from. */
export interface Reading {
  feed: FeedRef;
  source: Source;
  document: Document;
}

type Steps = Pick<FeedSteps, 'parse' | 'compare' | 'sanitize'>;

/** ms to wait for the store. What it does not say in time is taken for new: the commit decides. */
const patience = 5_000;

/** Characters that are sent to a thread at a time. To send more would keep the event loop for too long. */
const partSize = 2 ** 19;

const inParts = (texts: string[]): string[][] => {
  const parts: string[][] = [];
  let room = 0;
  for (const text of texts) {
    if (room <= 0) {
      parts.push([]);
      room = partSize;
    }
    parts.at(-1)?.push(text);
    room -= text.length;
  }
  return parts;
};

/** Reads a document, and makes safe to show what is new or has changed in it: that takes far longer than to read it. */
export const createReading = ({ parse, compare, sanitize }: Steps) => {
  const placesOfChanged = async (feed: FeedRef, entries: ReadEntry[]): Promise<number[]> => {
    const all = [...entries.keys()];
    const enough = new AbortController();
    const compared = compare(feed, entries).catch(() => all);
    const places = await Promise.race([compared, delay(patience, all, { signal: enough.signal, ref: false })]);
    enough.abort();
    return places;
  };

  const onlyChanged = async (feed: FeedRef, entries: ReadEntry[], signal: AbortSignal): Promise<ReadEntry[]> => {
    const places = await placesOfChanged(feed, entries);
    signal.throwIfAborted();
    const changed = places.map((place) => entries[place]?.json ?? null).filter((json) => json !== null);
    const safe: string[] = [];
    for (const part of inParts(changed)) for (const json of await sanitize(part, signal)) safe.push(json);
    const jsonAt = new Map(places.map((place, index) => [place, safe[index] ?? null]));
    return entries.map((entry, place) => ({ ...entry, json: jsonAt.get(place) ?? null }));
  };

  return async ({ feed, source, document }: Reading, signal: AbortSignal): Promise<Parsed> => {
    // Of a feed that was never imported all is new.
    const isNew = source.bodyHash === null;
    const parsed = await parse(document, { sanitize: isNew }, signal);
    if (isNew || parsed.status === 'failed') return parsed;
    signal.throwIfAborted();
    return { ...parsed, entries: await onlyChanged(feed, parsed.entries, signal) };
  };
};
