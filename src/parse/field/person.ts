import type { Person } from '../../../machines/model.ts';
import { plainText } from '../html/markup.ts';
import { childOf, nodesOf, textOf, trimmed } from '../xml/node.ts';
import { capped, longestName, maxParts } from './text.ts';
import { absolute } from './url.ts';

/** Who wrote something. */
export interface Byline {
  /** On one line, as the feed writes it. */
  author: string | null;
  authors: Person[];
}

const longestByline = 1_000;

/** Every entry repeats those of its feed. */
const maxInherited = 5;

const wrapping = new Set(['(', ')', '<', '>', '[', ']', '"', ',', ';', ' ']);

const unwrapped = (text: string): string | null => {
  let start = 0;
  let end = text.length;
  while (start < end && wrapping.has(text.charAt(start))) start += 1;
  while (end > start && wrapping.has(text.charAt(end - 1))) end -= 1;
  return trimmed(text.slice(start, end));
};

const isEmail = (word: string): boolean => word.length > 2 && word.indexOf('@', 1) > 0 && !word.endsWith('@');

/** Takes apart `email (Name)`, `Name (email)` and `Name <email>`. */
export const personOf = (line: string): Person => {
  const word = line.includes('@') ? line.split(/[\s()<>[\]",;]/).find(isEmail) : undefined;
  if (word === undefined) return { name: line, email: null, url: null };
  const at = line.indexOf(word);
  const name = unwrapped(`${line.slice(0, at)} ${line.slice(at + word.length)}`);
  return { name, email: word.replace(/^mailto:/i, ''), url: null };
};

const lineOf = (value: unknown): string | null => {
  const text = textOf(value);
  const line = text && trimmed(plainText(text));
  return line && capped(line, longestName);
};

/** A child of a person, in Atom, in Atom inside RSS, or of iTunes. */
const partOf = (node: unknown, part: string): string | null =>
  lineOf(childOf(node, part) ?? childOf(node, `atom:${part}`) ?? childOf(node, `itunes:${part}`));

const readPerson = (node: unknown, base: string): [line: string, Person] | null => {
  const text = lineOf(node);
  if (text !== null) return [text, personOf(text)];
  if (typeof node === 'string') return null;
  const name = partOf(node, 'name');
  const email = partOf(node, 'email');
  const url = absolute(partOf(node, 'uri') ?? partOf(node, 'url'), base);
  const line = name ?? email;
  return line === null ? null : [line, name && email === null && url === null ? personOf(name) : { name, email, url }];
};

export const nobody: Byline = { author: null, authors: [] };

/** Each line once. */
export const bylineAmong = (persons: Iterable<[line: string, Person] | null>): Byline => {
  const found = new Map<string, Person>();
  for (const person of persons) {
    if (person !== null && !found.has(person[0])) found.set(...person);
    if (found.size === maxParts) break;
  }
  if (found.size === 0) return nobody;
  return { author: capped([...found.keys()].join(', '), longestByline), authors: [...found.values()] };
};

/** Those that the first of these names, if it names any. */
export const bylineOf = (base: string, ...values: unknown[]): Byline => {
  for (const value of values) {
    if (value === undefined) continue;
    const byline = bylineAmong(nodesOf(value).map((node) => readPerson(node, base)));
    if (byline.author !== null) return byline;
  }
  return nobody;
};

export const inheritedByline = ({ author, authors }: Byline): Byline => ({
  author,
  authors: authors.slice(0, maxInherited),
});
