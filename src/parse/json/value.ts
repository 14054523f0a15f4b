import { onOneLine } from '../html/markup.ts';
import { storable } from '../text/charset.ts';
import { trimmed } from '../xml/node.ts';

export type Members = Record<string, unknown>;

export const isMembers = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** One thing may stand for a list of one. */
export const listOf = (value: unknown): unknown[] => {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
};

/** Numbers are seen where there should be text. Escapes may stand for what text cannot hold. */
export const wordsOf = (value: unknown): string | null => {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' ? trimmed(storable(value)) : null;
};

export const lineOf = (value: unknown): string | null => {
  const text = wordsOf(value);
  return text && onOneLine(text);
};
