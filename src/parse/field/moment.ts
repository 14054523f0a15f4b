import { parseDate } from '../date/date.ts';
import { nodesOf, textOf } from '../xml/node.ts';
import { capped } from './text.ts';

/** A date, and how the feed writes it. */
export interface Moment {
  date: Date | null;
  text: string | null;
}

const longestText = 100;

const none: Moment = { date: null, text: null };

export const momentOf = (value: unknown): Moment => {
  let first = none;
  for (const node of nodesOf(value)) {
    const text = textOf(node);
    if (text === null) continue;
    const moment = { date: parseDate(text), text: capped(text, longestText) };
    if (moment.date !== null) return moment;
    if (first === none) first = moment;
  }
  return first;
};

/** The first of these elements that is a date: one that is none does not hide the next. */
export const momentIn = <Name extends string>(
  parent: Partial<Record<Name, unknown>>,
  names: readonly Name[],
): Moment => {
  let first = none;
  for (const name of names) {
    if (parent[name] === undefined) continue;
    const moment = momentOf(parent[name]);
    if (moment.date !== null) return moment;
    if (first === none) first = moment;
  }
  return first;
};
