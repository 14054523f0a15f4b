import { hash } from 'node:crypto';
import type { Enclosure, Episode, Medium, Origin, Person, Picture, Point } from '../../machines/model.ts';
import { isWebUrl, pagePathOf } from './alias.ts';
import type { Draft } from './draft.ts';

type Value = string | number | boolean | null;

// Hashes are stored: what is written here, and in which form, is kept for good. A field that most entries do not have may
// join the others, since one that is absent writes nothing.

const field = (name: string, value: string | null): string => (value === null ? '' : `${name}\0${value}\0`);

/** A text holds no U+0000, and the number of items tells where a list ends. */
const list = <Item>(name: string, items: Item[], valuesOf: (item: Item) => Value[]): string => {
  if (items.length === 0) return '';
  let serial = `${name}\0${items.length}\0`;
  for (const item of items) for (const value of valuesOf(item)) serial += `${value ?? ''}\0`;
  return serial;
};

const record = <Item>(name: string, item: Item | null, valuesOf: (item: Item) => Value[]): string =>
  item === null ? '' : list(name, [item], valuesOf);

const ofPerson = ({ name, email, url }: Person) => [name, email, url];
const ofEnclosure = ({ url, type, length }: Enclosure) => [url, type, length];
const ofPicture = ({ url, width, height }: Picture) => [url, width, height];
const ofMedium = ({ url, type, length, medium, duration, width, height, title, description }: Medium) => [
  ...[url, type, length, medium, duration],
  ...[width, height, title, description],
];
const ofEpisode = ({ duration, episode, season, type, explicit }: Episode) => [
  duration,
  episode,
  season,
  type,
  explicit,
];
const ofPoint = ({ latitude, longitude }: Point) => [latitude, longitude];
const ofOrigin = ({ title, url }: Origin) => [title, url];

/** A page that is called by another scheme or host is no other page. */
const pageOf = (url: string | null): string | null => (url !== null && isWebUrl(url) ? pagePathOf(url) : url);

/**
 * SHA-256 of what an entry says, hex: a new one is an edit. Dates are left out: some feeds move them with every request;
 * and the id, which is what tells it from others.
 */
export const contentHash = (draft: Draft): string =>
  hash(
    'sha256',
    field('link', pageOf(draft.link)) +
      field('title', draft.title) +
      field('author', draft.author) +
      list('authors', draft.authors, ofPerson) +
      field('summary', draft.summary) +
      field('content', draft.content) +
      field('contentType', draft.contentType) +
      list('enclosures', draft.enclosures, ofEnclosure) +
      list('categories', draft.categories, (category) => [category]) +
      field('comments', pageOf(draft.comments)) +
      record('source', draft.source, ofOrigin) +
      field('language', draft.language) +
      field('rights', draft.rights) +
      field('image', draft.image) +
      list('thumbnails', draft.thumbnails, ofPicture) +
      list('media', draft.media, ofMedium) +
      record('episode', draft.episode, ofEpisode) +
      record('point', draft.point, ofPoint),
    'hex',
  );
