import { hash } from 'node:crypto';
import type { Enclosure, Episode, Medium, Origin, Person, Picture, Point } from '../../machines/model.ts';
import { isWebUrl, pagePathOf } from './alias.ts';
import type { Draft } from './draft.ts';

// Hashes are stored: what is written here, and in which form, is kept for good. A field that most entries do not have may
// join the others, since one that is absent writes nothing.

const field = (name: string, value: string | null): string => (value === null ? '' : `${name}\0${value}\0`);

/** A text holds no U+0000, and the number of items tells where a list ends. */
const list = <Item>(name: string, items: Item[], written: (item: Item) => string): string => {
  if (items.length === 0) return '';
  let serial = `${name}\0${items.length}\0`;
  for (const item of items) serial += written(item);
  return serial;
};

const record = <Item>(name: string, item: Item | null, written: (item: Item) => string): string =>
  item === null ? '' : list(name, [item], written);

const text = (category: string): string => `${category}\0`;
const person = ({ name, email, url }: Person): string => `${name ?? ''}\0${email ?? ''}\0${url ?? ''}\0`;
const enclosure = ({ url, type, length }: Enclosure): string => `${url}\0${type ?? ''}\0${length ?? ''}\0`;
const picture = ({ url, width, height }: Picture): string => `${url}\0${width ?? ''}\0${height ?? ''}\0`;
const medium = (file: Medium): string =>
  `${enclosure(file)}${file.medium ?? ''}\0${file.duration ?? ''}\0${file.width ?? ''}\0${file.height ?? ''}\0` +
  `${file.title ?? ''}\0${file.description ?? ''}\0`;
const episode = (said: Episode): string =>
  `${said.duration ?? ''}\0${said.episode ?? ''}\0${said.season ?? ''}\0${said.type ?? ''}\0${said.explicit ?? ''}\0`;
const point = ({ latitude, longitude }: Point): string => `${latitude}\0${longitude}\0`;
const origin = ({ title, url }: Origin): string => `${title ?? ''}\0${url ?? ''}\0`;

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
      list('authors', draft.authors, person) +
      field('summary', draft.summary) +
      field('content', draft.content) +
      field('contentType', draft.contentType) +
      list('enclosures', draft.enclosures, enclosure) +
      list('categories', draft.categories, text) +
      field('comments', pageOf(draft.comments)) +
      record('source', draft.source, origin) +
      field('language', draft.language) +
      field('rights', draft.rights) +
      field('image', draft.image) +
      list('thumbnails', draft.thumbnails, picture) +
      list('media', draft.media, medium) +
      record('episode', draft.episode, episode) +
      record('point', draft.point, point),
    'hex',
  );
