import type { Medium, Picture } from '../../../machines/model.ts';
import { attributeOf, childOf, nodesOf, textOf } from '../xml/node.ts';
import { typeOf } from './enclosure.ts';
import { countOf, secondsOf, sizeOf } from './number.ts';
import { lineOf, maxParts } from './text.ts';
import { type Scope, urlIn } from './url.ts';

const kinds = new Set(['image', 'audio', 'video', 'document', 'executable']);

const kindOf = (node: unknown): string | null => {
  const kind = attributeOf(node, 'medium')?.toLowerCase();
  return kind !== undefined && kinds.has(kind) ? kind : null;
};

const childrenOf = (parents: readonly unknown[], name: string): unknown[] =>
  parents.flatMap((parent) => nodesOf(childOf(parent, name)));

const pixelsOf = (node: unknown) => ({
  width: countOf(attributeOf(node, 'width')),
  height: countOf(attributeOf(node, 'height')),
});

/** What is said of a group holds for each file in it that says nothing else. */
const mediumOf = (node: unknown, group: unknown, scope: Scope): Medium | null => {
  const url = urlIn(node, attributeOf(node, 'url'), scope);
  if (url === null) return null;
  return {
    url,
    type: typeOf(node),
    length: sizeOf(attributeOf(node, 'fileSize')),
    medium: kindOf(node),
    duration: secondsOf(attributeOf(node, 'duration')),
    ...pixelsOf(node),
    title: lineOf(childOf(node, 'media:title') ?? childOf(group, 'media:title'), false),
    description: textOf(childOf(node, 'media:description') ?? childOf(group, 'media:description')),
  };
};

/** Each URL once. */
const distinct = <T extends { url: string }>(found: (T | null)[]): T[] => {
  const byUrl = new Map<string, T>();
  for (const one of found) {
    if (one && !byUrl.has(one.url)) byUrl.set(one.url, one);
  }
  return [...byUrl.values()];
};

const thumbnailOf = (node: unknown, scope: Scope): Picture | null => {
  const url = urlIn(node, attributeOf(node, 'url') ?? textOf(node), scope);
  return url === null ? null : { url, ...pixelsOf(node) };
};

/** Media RSS: the files of an entry, alone or in groups, and the small pictures that stand for them. */
export const mediaOf = (item: unknown, scope: Scope): { media: Medium[]; thumbnails: Picture[] } => {
  const groups = nodesOf(childOf(item, 'media:group')).slice(0, maxParts);
  const files = nodesOf(childOf(item, 'media:content')).slice(0, maxParts);
  if (groups.length + files.length === 0 && childOf(item, 'media:thumbnail') === undefined) {
    return { media: [], thumbnails: [] };
  }
  const alone = files.map((node) => ({ node, group: undefined as unknown }));
  const grouped = groups.flatMap((group) => childrenOf([group], 'media:content').map((node) => ({ node, group })));
  const contents = [...alone, ...grouped].slice(0, maxParts);
  const parents = [item, ...groups, ...contents.map(({ node }) => node)];
  const thumbnails = childrenOf(parents, 'media:thumbnail').slice(0, maxParts);
  return {
    media: distinct(contents.map(({ node, group }) => mediumOf(node, group, scope))),
    thumbnails: distinct(thumbnails.map((node) => thumbnailOf(node, scope))),
  };
};
