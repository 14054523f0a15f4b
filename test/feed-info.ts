import type { FeedInfo } from '../machines/model.ts';

/** A feed that says nothing of itself but its title. */
export const infoOf = (title: string | null): FeedInfo => ({
  title,
  description: null,
  link: null,
  language: null,
  updated: null,
  id: null,
  author: null,
  authors: [],
  categories: [],
  image: null,
  generator: null,
  rights: null,
  self: null,
  hubs: [],
  hints: { ttl: null, period: null, base: null, skipHours: [], skipDays: [] },
});
