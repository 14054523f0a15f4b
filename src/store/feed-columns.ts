import type { About, FeedInfo, Finding, Hints, Rhythm } from '../../machines/model.ts';

/** What most feeds do not say takes no room. */
const saysSomething = (fields: object): boolean =>
  Object.values(fields).some((value) => (Array.isArray(value) ? value.length > 0 : value !== null));

const someHints = (hints: Hints): Hints | null => (saysSomething(hints) ? hints : null);

const someAbout = ({
  id,
  author,
  authors,
  categories,
  image,
  generator,
  rights,
  self,
  hubs,
}: FeedInfo): About | null => {
  const about = { id, author, authors, categories, image, generator, rights, self, hubs };
  return saysSomething(about) ? about : null;
};

/** What an import leaves on the row of its feed, by the names of the columns. */
export const feedColumnsOf = (
  { document, feed }: Extract<Finding, { status: 'imported' }>,
  rhythm: Pick<Rhythm, 'gap' | 'newest'>,
): object => ({
  etag: document.validators.etag,
  last_modified: document.validators.lastModified,
  answered_by: document.url,
  body_hash: document.bodyHash,
  title: feed.title,
  description: feed.description,
  site_url: feed.link,
  language: feed.language,
  updated: feed.updated,
  about: someAbout(feed),
  hints: someHints(feed.hints),
  gap: rhythm.gap,
  newest: rhythm.newest,
  fresh_for: document.freshFor,
  moved_to: document.movedTo,
});
