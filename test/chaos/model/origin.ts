import type { Document, Fetched, Parsed, ReadEntry, Source } from '../../../machines/model.ts';
import { bareEntry } from '../../bare-entry.ts';
import { infoOf } from '../../feed-info.ts';
import type { Version } from '../history.ts';

const info = infoOf('A feed');
const encoder = new TextEncoder();

/** Each version adds an entry, and edits the one that all have. */
const entriesOf = (version: number): ReadEntry[] => {
  const hashes = [['edited', `${version}`], ...Array.from({ length: version }, (_, i) => [`entry ${i + 1}`, 'same'])];
  return hashes.map(([identity = '', hash = '']) => {
    const entry = { ...bareEntry, identity, hash };
    return { ...entry, json: JSON.stringify({ identity, hash, alias: null }) };
  });
};

export const identitiesOf = (version: number): string[] => entriesOf(version).map(({ identity }) => identity);

export const versionOf = (bodyHash: string | null): number => Number(bodyHash ?? 0);

/** Where feeds come from: which version they are in, and since when. */
export const createOrigin = (now: () => number) => {
  const current = new Map<string, number>();
  const versions: Version[] = [];
  return {
    versions,
    renew: (feed: string) => {
      const version = (current.get(feed) ?? 0) + 1;
      current.set(feed, version);
      versions.push({ feed, version, at: now() });
    },
    version: (feed: string) => current.get(feed) ?? 0,
  };
};

const asFetched = { validators: { etag: null, lastModified: null }, httpStatus: 200, freshFor: null, movedTo: null };

/** What a fetch makes of the version that the server sent. */
export const fetchedAs = (version: number, { url, bodyHash }: Source): Fetched => {
  if (versionOf(bodyHash) === version) return { ...asFetched, status: 'unchanged', url };
  const bytes = encoder.encode(`${version}`);
  const document = { ...asFetched, url, bytes, size: bytes.length, contentType: null, bodyHash: `${version}` };
  return { status: 'modified', document };
};

export const parsedFrom = ({ bodyHash }: Document): Extract<Parsed, { status: 'parsed' }> => ({
  status: 'parsed',
  feed: info,
  entries: entriesOf(versionOf(bodyHash)),
});
