import type { FeedRef } from '../../../machines/model.ts';

export const feedOf = (place: number): FeedRef => {
  // Its first digit says in which partition its events wait.
  const id = `${place}-feed`;
  return { id, key: id, url: `https://site.example/${place}` };
};
