import type { Medium, Person } from '../../../machines/model.ts';
import { bareDraft, type Draft } from '../draft.ts';
import { momentOf } from '../field/moment.ts';
import { secondsOf, sizeOf } from '../field/number.ts';
import { type Byline, bylineAmong, personOf } from '../field/person.ts';
import { addName, capped, longestLine, longestName, maxParts } from '../field/text.ts';
import { absolute, baseAmong, isWebAddress } from '../field/url.ts';
import { isMembers, lineOf, listOf, type Members, wordsOf } from './value.ts';

/** What an item takes over from its feed. */
export interface Context {
  /** The URL of the document. */
  base: string;
  byline: Byline;
  language: string | null;
  /** The page of the feed. */
  link: string | null;
}

const nameOf = (value: unknown): string | null => {
  const line = lineOf(value);
  return line && capped(line, longestName);
};

const personIn = (value: unknown, base: string): [line: string, Person] | null => {
  if (!isMembers(value)) {
    const line = nameOf(value);
    return line === null ? null : [line, personOf(line)];
  }
  const name = nameOf(value.name);
  const url = absolute(nameOf(value.url), base);
  const line = name ?? url;
  return line === null ? null : [line, { name, email: null, url }];
};

/** Version 1 has one author, version 1.1 a list. */
export const bylineIn = ({ authors, author }: Members, base: string): Byline =>
  bylineAmong([...listOf(authors), ...listOf(author)].map((value) => personIn(value, base)));

export const titleIn = (value: unknown): string | null => {
  const line = lineOf(value);
  return line && capped(line, longestLine);
};

/** Each URL once. */
const mediaIn = (attachments: unknown, base: string): Medium[] => {
  const found = new Map<string, Medium>();
  for (const attachment of listOf(attachments)) {
    const { url: href, mime_type, size_in_bytes, duration_in_seconds, title } = isMembers(attachment) ? attachment : {};
    const url = absolute(wordsOf(href), base);
    if (url === null || found.has(url)) continue;
    found.set(url, {
      url,
      type: nameOf(mime_type),
      length: sizeOf(wordsOf(size_in_bytes)),
      medium: null,
      duration: secondsOf(wordsOf(duration_in_seconds)),
      width: null,
      height: null,
      title: titleIn(title),
      description: null,
    });
    if (found.size === maxParts) break;
  }
  return [...found.values()];
};

const datesIn = (item: Members) => {
  const published = momentOf(wordsOf(item.date_published));
  const updated = momentOf(wordsOf(item.date_modified));
  return {
    published: published.date,
    publishedText: published.text,
    updated: updated.date,
    updatedText: updated.text,
  };
};

const textsIn = (item: Members) => {
  const html = wordsOf(item.content_html);
  const content = html ?? wordsOf(item.content_text);
  const summary = wordsOf(item.summary);
  const isEmpty = content === null && summary === null;
  return { content, summary, contentType: isEmpty ? null : html === null ? 'text/plain' : 'text/html' };
};

const tagsIn = (tags: unknown): string[] => {
  const found = new Set<string>();
  for (const tag of listOf(tags)) {
    if (found.size === maxParts) break;
    addName(found, lineOf(tag));
  }
  return [...found];
};

const linkIn = (item: Members, id: string | null, base: string): string | null =>
  absolute(wordsOf(item.url) ?? wordsOf(item.external_url), base) ?? (id !== null && isWebAddress(id) ? id : null);

export const draftOf = (item: Members, { base, byline, language, link: page }: Context): Draft => {
  const id = wordsOf(item.id);
  const link = linkIn(item, id, base);
  const own = bylineIn(item, base);
  const media = mediaIn(item.attachments, base);
  return {
    identity: '',
    ...bareDraft,
    id,
    link,
    title: titleIn(item.title),
    ...(own.author === null ? byline : own),
    ...datesIn(item),
    ...textsIn(item),
    contentBase: baseAmong(link, page, base),
    safeContent: null,
    enclosures: media.map(({ url, type, length }) => ({ url, type, length })),
    categories: tagsIn(item.tags),
    language: nameOf(item.language) ?? language,
    image: absolute(wordsOf(item.image) ?? wordsOf(item.banner_image), base),
    // What an enclosure has no place for.
    media: media.filter(({ duration, title }) => duration !== null || title !== null),
  };
};
