import { closeTag, escapeText, isVoid, openTag } from '../html/markup.ts';
import type { Attributes } from './node.ts';
import type { Open } from './path.ts';

/** Tags inside a text for people become part of that text: XHTML by right, HTML that was not escaped by mistake. */
export const addOpenTag = (prose: Open, raw: string, attributes: Attributes): void => {
  const isFirst = prose.tags.length === 0 && prose.text === '';
  // Atom demands a `div` around XHTML, which is not part of it.
  if (isFirst && prose.isXhtml && raw.endsWith('div')) prose.isWrapped = true;
  else prose.text += openTag(raw, attributes);
  if (!isVoid(raw)) prose.tags.push(raw);
};

const endInnermost = (prose: Open): void => {
  const raw = prose.tags.pop();
  if (raw === undefined) return;
  if (prose.tags.length > 0 || !prose.isWrapped) prose.text += closeTag(raw);
  else prose.isWrapped = false;
};

/** Whether the tag ended one inside the text, and with it those that it left open. */
export const addCloseTag = (prose: Open, raw: string): boolean => {
  const place = prose.tags.lastIndexOf(raw);
  if (place < 0) return isVoid(raw);
  while (prose.tags.length > place) endInnermost(prose);
  return true;
};

export const endAllTags = (prose: Open | undefined): void => {
  while (prose && prose.tags.length > 0) endInnermost(prose);
};

export const addText = (element: Open, text: string): void => {
  const visible = element.text === '' ? text.trimStart() : text;
  element.text += element.isXhtml ? escapeText(visible) : visible;
};
