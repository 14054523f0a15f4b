import type { Person } from '../../../machines/model.ts';
import { childOf, firstOf, nodesOf, textOf, trimmed } from '../xml/node.ts';
import { capped, maxParts, plainName } from './text.ts';
import { type Scope, urlIn } from './url.ts';

/** Who wrote something. */
export interface Byline {
  /** On one line, as the feed writes it. */
  author: string | null;
  authors: Person[];
}

/** A feed may list all who wrote a paper in one line. */
const longestPerson = 1_000;
const longestByline = 1_000;

/** Every entry repeats those of its feed. */
const maxInherited = 5;
const longestInherited = 200;

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
  return text && plainName(text, longestPerson);
};

const readPerson = (node: unknown, scope: Scope): [line: string, Person] | null => {
  const text = lineOf(node);
  if (text !== null) return [text, personOf(text)];
  if (typeof node !== 'object') return null;
  // In Atom, in Atom inside RSS, and as an owner in iTunes.
  const name = lineOf(childOf(node, 'name') ?? childOf(node, 'atom:name') ?? childOf(node, 'itunes:name'));
  const email = lineOf(childOf(node, 'email') ?? childOf(node, 'atom:email') ?? childOf(node, 'itunes:email'));
  const page = firstOf(childOf(node, 'uri') ?? childOf(node, 'atom:uri') ?? childOf(node, 'url'));
  const url = urlIn(page, lineOf(page), scope);
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

export const bylineOf = (value: unknown, scope: Scope): Byline => {
  const nodes = nodesOf(value);
  if (nodes.length > 1) return bylineAmong(nodes.map((node) => readPerson(node, scope)));
  const person = readPerson(nodes[0], scope);
  return person === null ? nobody : { author: person[0], authors: [person[1]] };
};

/** Those that the first of these elements names, if it names any. */
export const bylineIn = <Name extends string>(
  parent: Partial<Record<Name, unknown>>,
  names: readonly Name[],
  scope: Scope,
): Byline => {
  for (const name of names) {
    if (parent[name] === undefined) continue;
    const byline = bylineOf(parent[name], scope);
    if (byline.author !== null) return byline;
  }
  return nobody;
};

const inheritedPerson = ({ name, email, url }: Person): Person => ({
  name: name && capped(name, longestInherited),
  email: email && capped(email, longestInherited),
  url,
});

export const inheritedByline = ({ author, authors }: Byline): Byline => ({
  author: author && capped(author, maxInherited * longestInherited),
  authors: authors.slice(0, maxInherited).map(inheritedPerson),
});
