import sanitizeHtml from 'sanitize-html';
import type { ParsedEntry } from '../../../machines/model.ts';
import { maxDepth } from '../limits.ts';
import { escapeText, isVoid, plainText } from './markup.ts';
import { isHtml, paragraphs, withOwnParagraphs } from './paragraphs.ts';
import { attributesOf, keptAttributes, keptElements, silentElements } from './policy.ts';

/** In characters; what comes after them is left out. */
const maxLength = 1_000_000;

const policy = {
  allowedTags: keptElements,
  allowedAttributes: keptAttributes,
  nonTextTags: silentElements,
  selfClosing: keptElements.filter(isVoid),
  // The same as our own look at addresses, a second time.
  allowedSchemes: ['http', 'https', 'ftp', 'mailto', 'tel', 'xmpp', 'magnet'],
  allowedSchemesByTag: { img: ['http', 'https', 'data'] },
  allowProtocolRelative: false,
} satisfies sanitizeHtml.IOptions;

const known = new Set([...keptElements, ...silentElements]);

/** How many characters the attributes of a result may have by the length of its content: addresses that are short in it become long ones. */
const roomFor = (content: string): number => 4_000 + 8 * content.length;

const sizeOf = (attributes: Record<string, string>): number => {
  let size = 0;
  for (const name in attributes) size += name.length + (attributes[name]?.length ?? 0);
  return size;
};

const tooDeep = new Error('nested too deep');

interface Sanitized {
  html: string;
  /** Whether elements are gone in whose place others may now be read otherwise, as a paragraph in a paragraph is. */
  isOpened: boolean;
}

const sanitizeOnce = (content: string, base: string): Sanitized => {
  let depth = 0;
  let isOpened = false;
  let room = roomFor(content);
  const allowed = (element: string, attributes: Record<string, string>): Record<string, string> => {
    const kept = attributesOf(element, attributes, base);
    room -= sizeOf(kept);
    return room < 0 ? {} : kept;
  };
  const html = sanitizeHtml(content, {
    ...policy,
    onOpenTag(name) {
      depth += 1;
      // The parser's stack costs its depth at every tag.
      if (depth > maxDepth) throw tooDeep;
      if (!known.has(name) && !isVoid(name)) isOpened = true;
    },
    onCloseTag() {
      depth -= 1;
    },
    transformTags: {
      '*': (tagName, attributes) => ({ tagName, attribs: allowed(tagName, attributes) }),
    },
  });
  return { html: html.replaceAll('<img />', ''), isOpened };
};

const sanitized = (html: string, base: string): string => {
  if (!/[<&]/.test(html)) return escapeText(html);
  try {
    const once = sanitizeOnce(html, base);
    return once.isOpened ? sanitizeOnce(once.html, base).html : once.html;
  } catch (cause) {
    if (cause === tooDeep) return paragraphs(plainText(html));
    throw cause;
  }
};

/** Whether there is anything to read, see or hear. */
const showsSomething = (html: string): boolean => /<(?:img|audio|video)\b|(?:^|>)\s*[^\s<]/.test(html);

type Kind = 'html' | 'plain' | 'binary';

const kindOf = (contentType: string | null, text: string): Kind => {
  const type = contentType?.toLowerCase() ?? 'text/html';
  if (/html|xml/.test(type)) return 'html';
  if (!type.startsWith('text')) return 'binary';
  return isHtml(text) ? 'html' : 'plain';
};

const safeContentOf = ({ content, summary, contentType, contentBase }: ParsedEntry): string | null => {
  const whole = content ?? summary;
  if (whole === null) return null;
  const text = whole.length > maxLength ? whole.slice(0, maxLength).toWellFormed() : whole;
  const kind = kindOf(contentType, text);
  if (kind === 'binary') return null;
  const html = kind === 'plain' ? paragraphs(text) : withOwnParagraphs(sanitized(text, contentBase).trim());
  return showsSomething(html) ? html : null;
};

/**
 * With its content, or its summary where there is none, as HTML that is safe to show in a page of one's own (`safeContent`):
 *  - Elements and attributes are kept if they are on a list: structure and words of a text, tables, links, images, audio and
 *    video. Of other elements what stands in them is kept, unless it is not for people (scripts, styles, drawings, …).
 *    Nothing that the page's own scripts or styles could take for theirs is kept: `id`, `name`, `class`, `style`, `data-*`.
 *  - Addresses are absolute, by `contentBase`; one that is relative to nothing known is dropped. Links lead to `http`,
 *    `https`, `ftp`, `mailto`, `tel`, `xmpp` and `magnet` only and have `rel="nofollow noopener noreferrer"` and no target;
 *    media come by `http` and `https`, images also as `data:` (no SVG).
 *  - Images load lazily; those that nobody can see are dropped. Audio and video have controls, and load when they are played.
 *  - Plain text becomes paragraphs, as does HTML with blank lines in which no tag is left. Content of another kind (`image/png`) is `null`, as is one that shows nothing.
 *  - What comes after a million characters is left out; what is nested more than 256 deep is reduced to its text.
 *
 * The result is well-formed, and sanitising it again changes nothing.
 */
export const sanitizeEntry = <Read extends ParsedEntry>(entry: Read): Read => ({
  ...entry,
  safeContent: safeContentOf(entry),
});
