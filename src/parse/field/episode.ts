import type { Episode } from '../../../machines/model.ts';
import { childOf, textOf } from '../xml/node.ts';
import { countOf, secondsOf } from './number.ts';

const types = new Set(['full', 'trailer', 'bonus']);

const answers = new Map([
  ...['yes', 'true', 'explicit'].map((word): [string, boolean] => [word, true]),
  ...['no', 'false', 'clean'].map((word): [string, boolean] => [word, false]),
]);

const typeOf = (text: string | null): string | null => {
  const type = text?.toLowerCase() ?? '';
  return types.has(type) ? type : null;
};

const answerOf = (text: string | null): boolean | null =>
  text === null ? null : (answers.get(text.toLowerCase()) ?? null);

/** What is said of it in the words of iTunes; `null`: nothing. */
export const episodeOf = (item: unknown): Episode | null => {
  const duration = secondsOf(textOf(childOf(item, 'itunes:duration')));
  const episode = countOf(textOf(childOf(item, 'itunes:episode')));
  const season = countOf(textOf(childOf(item, 'itunes:season')));
  const type = typeOf(textOf(childOf(item, 'itunes:episodeType')));
  const explicit = answerOf(textOf(childOf(item, 'itunes:explicit')));
  const isNone = (duration ?? episode ?? season ?? type ?? explicit) === null;
  return isNone ? null : { duration, episode, season, type, explicit };
};
