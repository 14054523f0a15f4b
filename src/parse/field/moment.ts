import { parseDate } from '../date/date.ts';
import { nodesOf, textOf } from '../xml/node.ts';
import { capped } from './text.ts';

/** A date, and how the feed writes it. */
export interface Moment {
  date: Date | null;
  text: string | null;
}

const longestText = 100;

/** The first that is a date: one that is none does not hide the next. */
export const momentOf = (...values: unknown[]): Moment => {
  let unread: string | null = null;
  for (const value of values) {
    for (const node of nodesOf(value)) {
      const text = textOf(node);
      const date = text === null ? null : parseDate(text);
      if (date) return { date, text: text && capped(text, longestText) };
      unread ??= text;
    }
  }
  return { date: null, text: unread && capped(unread, longestText) };
};

export const dateOf = (...values: unknown[]): Date | null => momentOf(...values).date;
