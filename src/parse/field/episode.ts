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

/** What is said of it in the words of iTunes; `null`: nothing. */
export const episodeOf = (item: unknown): Episode | null => {
  const textIn = (name: string) => textOf(childOf(item, `itunes:${name}`));
  const episode: Episode = {
    duration: secondsOf(textIn('duration')),
    episode: countOf(textIn('episode')),
    season: countOf(textIn('season')),
    type: typeOf(textIn('episodeType')),
    explicit: answers.get(textIn('explicit')?.toLowerCase() ?? '') ?? null,
  };
  return Object.values(episode).every((value) => value === null) ? null : episode;
};
