import { Parser } from 'htmlparser2';

/** Elements that HTML knows without an end. */
const voids = new Set([
  'area',
  'base',
  'br',
  'col',
  'embed',
  'hr',
  'img',
  'input',
  'link',
  'meta',
  'param',
  'source',
  'track',
  'wbr',
]);

export const escapeText = (text: string): string =>
  /[&<>]/.test(text) ? text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;') : text;

export const localName = (name: string): string => name.slice(name.indexOf(':') + 1);

/** Tags as HTML writes them, from tags as XML reads them. */
export const openTag = (name: string, attributes: Record<string, string>): string => {
  let tag = `<${localName(name)}`;
  for (const [key, value] of Object.entries(attributes)) {
    if (!key.startsWith('xmlns')) tag += ` ${localName(key)}="${escapeText(value).replaceAll('"', '&quot;')}"`;
  }
  return `${tag}>`;
};

export const closeTag = (name: string): string => `</${localName(name)}>`;

export const isVoid = (name: string): boolean => voids.has(localName(name));

/** White space of any kind and length is one space. */
export const onOneLine = (text: string): string => (/[^\S ]|\s\s/.test(text) ? text.replace(/\s+/g, ' ') : text);

/** What a reader of the HTML would see, on one line. */
export const plainText = (html: string): string => {
  if (!/<[a-z/!?]|&[a-z#]/i.test(html)) return onOneLine(html);
  const parts: string[] = [];
  let script = -1;
  const parser = new Parser({
    ontext: (part) => parts.push(part),
    onopentagname(name) {
      script = name === 'script' || name === 'style' ? parts.length : -1;
    },
  });
  // As if no tag had an end: a stack of open ones would take time quadratic to their number.
  const isVoidElement = () => true;
  // What a script says is no text. One that does not end is none, but a tag that somebody writes about.
  const onclosetag = () => {
    if (script >= 0) parts.length = script;
    script = -1;
  };
  Object.assign(parser, { isVoidElement, onclosetag }).end(html);
  return onOneLine(parts.join(''));
};
