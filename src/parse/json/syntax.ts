import { reasonOf } from '../../errors.ts';
import { unreadable } from '../unreadable.ts';

const controls: ReadonlyMap<string, string> = new Map([
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
]);

/** Whether a comma has nothing after it but the end of its list. */
const isLast = (json: string, comma: number): boolean => {
  let next = comma + 1;
  while (/\s/.test(json.charAt(next))) next += 1;
  return json[next] === ']' || json[next] === '}';
};

/**
 * Without what JSON forbids and people write: commas at the end of lists, breaks of line and tabs inside texts, and anything
 * behind the end.
 */
const repaired = (json: string): string => {
  let result = '';
  let taken = 0;
  let depth = 0;
  let isText = false;
  const replace = (at: number, by: string) => {
    result += json.slice(taken, at) + by;
    taken = at + 1;
  };
  for (let at = 0; at < json.length; at += 1) {
    const character = json.charAt(at);
    if (character === '"') isText = !isText;
    else if (character === '\\') at += 1;
    else if (isText && character < ' ') replace(at, controls.get(character) ?? ' ');
    else if (isText) continue;
    else if (character === ',' && isLast(json, at)) replace(at, '');
    else if (character === '{' || character === '[') depth += 1;
    else if ((character === '}' || character === ']') && --depth === 0) return result + json.slice(taken, at + 1);
  }
  return result + json.slice(taken);
};

const isMeantAsFeed = (json: string): boolean => /jsonfeed\.org\/version|"(?:items|channel)"\s*:/.test(json);

/** @throws FeedlockError `malformed`, or `not-a-feed` if nothing in it says that it was meant as one. */
export const parseJson = (text: string): unknown => {
  // Marks of byte order are white space to JavaScript, and none to JSON.
  const json = text.trim();
  try {
    return JSON.parse(json);
  } catch (error) {
    try {
      return JSON.parse(repaired(json));
    } catch {
      const reason = `it is not valid JSON: ${reasonOf(error)}`;
      throw unreadable(isMeantAsFeed(json) ? 'malformed' : 'not-a-feed', reason);
    }
  }
};
