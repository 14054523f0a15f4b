import { escapeText } from './markup.ts';

/** Some feeds call plain text what is HTML. */
export const isHtml = (text: string): boolean =>
  /<\/?(?:p|br|div|ul|ol|li|blockquote|table|h[1-6])\s*\/?>|<a\s+href\s*=|<img\s+(?:src|alt)\s*=/i.test(text);

const withParagraphs = (escaped: string): string =>
  escaped
    .replace(/\r\n?/g, '\n')
    .split(/\n\s*\n/)
    .map((paragraph) => paragraph.trim())
    .filter((paragraph) => paragraph !== '')
    .map((paragraph) => `<p>${paragraph.replaceAll('\n', '<br />')}</p>`)
    .join('\n');

/** Plain text as HTML: a blank line begins a paragraph, a line break stays one. */
export const paragraphs = (text: string): string => withParagraphs(escapeText(text));

/** HTML without a tag, but with blank lines, was written as plain text, as descriptions of RSS often are. */
export const withOwnParagraphs = (html: string): string =>
  html.includes('<') || !/\n\s*\n/.test(html) ? html : withParagraphs(html);
