import { isElement } from '../html/elements.ts';
import { closeTag, escapeText, isVoid, localName, openTag } from '../html/markup.ts';
import { handDown, surroundingsIn } from './base.ts';
import type { Attributes } from './node.ts';
import { noTags, type Open } from './path.ts';

const wrap = (prose: Open, attributes: Attributes): void => {
  prose.isWrapped = true;
  const around = { base: prose.attributes['xml:base'] ?? null, language: prose.attributes['xml:lang'] ?? null };
  const inside = surroundingsIn(around, attributes);
  if (inside !== around) prose.attributes = handDown(prose.attributes, inside, prose.term);
};

/** Tags inside a text for people become part of that text: XHTML by right, HTML that was not escaped by mistake. */
export const addOpenTag = (prose: Open, raw: string, attributes: Attributes): void => {
  const isFirst = prose.tags.length === 0 && prose.text === '';
  // Atom demands a `div` around XHTML, which is not part of it.
  if (isFirst && prose.isXhtml && localName(raw) === 'div') wrap(prose, attributes);
  else prose.text += openTag(raw, attributes);
  if (isVoid(raw)) return;
  if (prose.tags === noTags) prose.tags = [];
  prose.tags.push(raw.toLowerCase());
};

/** Of a text that should have none: it says now what it is. */
export const becomeXhtml = (prose: Open): void => {
  prose.isXhtml = true;
  prose.text = escapeText(prose.text);
  prose.attributes = { ...prose.attributes, type: 'xhtml' };
};

const endInnermost = (prose: Open, raw = prose.tags[prose.tags.length - 1] ?? ''): void => {
  prose.tags.pop();
  if (prose.tags.length > 0 || !prose.isWrapped) prose.text += closeTag(raw);
  else prose.isWrapped = false;
};

/** Whether the tag ended one inside the text, and with it those that it left open. */
export const addCloseTag = (prose: Open, raw: string): boolean => {
  const place = prose.tags.lastIndexOf(raw.toLowerCase());
  if (place < 0) return isVoid(raw);
  while (prose.tags.length > place + 1) endInnermost(prose);
  endInnermost(prose, raw);
  return true;
};

/** What HTML does not know was meant as words of a title, and needs no end. */
const isWords = ({ term, isXhtml }: Open, raw: string): boolean =>
  !isXhtml && term.name.endsWith('title') && !isElement(localName(raw));

export const endAllTags = (prose: Open | undefined): void => {
  while (prose && prose.tags.length > 0) {
    if (isWords(prose, prose.tags[prose.tags.length - 1] ?? '')) prose.tags.pop();
    else endInnermost(prose);
  }
};

/** Where HTML knows no references to characters. */
const isScript = (tag: string | undefined): boolean => tag !== undefined && /^(?:\w+:)?(?:script|style)$/.test(tag);

export const addText = (element: Open, text: string): void => {
  const { tags } = element;
  const visible = element.text === '' ? text.trimStart() : text;
  const isEscaped = element.isXhtml && tags.length > 0 && !isScript(tags[tags.length - 1]);
  element.text += isEscaped ? escapeText(visible) : visible;
};
