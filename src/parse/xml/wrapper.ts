import { isVoid, localName } from '../html/markup.ts';
import type { Names, Scope } from './names.ts';

/** An element outside of any feed that has not ended. */
interface Wrapper {
  /** In lower case. */
  name: string;
  /** What prefixes meant before it. */
  outerScope: Scope;
}

/** What stands around a place outside of any feed, outermost first. */
export interface Wrappers {
  open: Wrapper[];
  /** How many are open inside those, too deep for any feed. */
  beyond: number;
}

/** Deeper no feed stands in anything else. */
const deepest = 32;

export const noWrappers = (): Wrappers => ({ open: [], beyond: 0 });

/** Whether declarations still count there. */
export const isShallow = ({ open }: Wrappers): boolean => open.length < deepest;

/** A declaration without its mark has no end either. */
const isEndless = (raw: string): boolean => isVoid(raw.toLowerCase()) || raw === 'xml';

export const beginWrapper = (wrappers: Wrappers, raw: string, names: Names, outerScope: Scope): void => {
  if (isEndless(raw)) names.scope = outerScope;
  else if (isShallow(wrappers)) wrappers.open.push({ name: raw.toLowerCase(), outerScope });
  else wrappers.beyond += 1;
};

/** Ends an element, and with it those in it that were never closed. */
export const endWrapper = (wrappers: Wrappers, raw: string, names: Names): void => {
  const { open, beyond } = wrappers;
  if (beyond > 0) {
    wrappers.beyond -= 1;
    return;
  }
  const name = raw.toLowerCase();
  const place = open.findLastIndex((wrapper) => wrapper.name === name);
  names.scope = open[place]?.outerScope ?? names.scope;
  if (place >= 0) open.length = place;
};

/** What programs print before a feed and do not close, and what hands one over: none of them says anything of its own. */
const transparent = new Set(
  ['a', 'b', 'body', 'center', 'div', 'em', 'font', 'i', 'p', 'pre', 'small', 'span', 'strong'].concat([
    'envelope',
    'response',
  ]),
);

/** Whether a feed may stand there. What belongs to something else that a document describes is no feed. */
export const areTransparent = ({ open, beyond }: Wrappers): boolean =>
  beyond === 0 && open.every(({ name }) => transparent.has(localName(name)));

const silent = new Set(['html', 'script', 'style']);

/** Whether text there is not for people who look for a feed. */
export const areSilent = ({ open }: Wrappers): boolean => open.some(({ name }) => silent.has(name));
