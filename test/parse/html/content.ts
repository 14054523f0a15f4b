import type { Entry } from '../../../machines/model.ts';
import { sanitizeEntry } from '../../../src/parse/html/sanitize.ts';
import { bareEntry } from '../../bare-entry.ts';

export const base = 'https://blog.example/2024/post/';

/** What is safe to show of an entry. */
export const safe = (content: string | null, fields: Partial<Entry> = {}): string | null =>
  sanitizeEntry({ ...bareEntry, contentBase: base, content, ...fields }).safeContent;
