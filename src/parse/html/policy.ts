import { imageAddress, imageCandidates, linkAddress, mediaAddress } from './address.ts';

/** What is kept of an attribute's value. */
type Reading = (value: string, base: string) => string | null;
type Readings = Record<string, Reading>;

const text: Reading = (value) => value;
const number: Reading = (value) => (/^\d{1,4}$/.test(value.trim()) ? value.trim() : null);
const direction: Reading = (value) => (/^(?:ltr|rtl|auto)$/i.test(value) ? value : null);
const sizes: Reading = (value) => (/^[\w\s(),.:%+*/-]*$/.test(value) ? value : null);
const yes: Reading = () => '';

const ofAll: Readings = { title: text, lang: text, dir: direction };
const ofEdit: Readings = { cite: linkAddress, datetime: text };
const ofCell: Readings = { colspan: number, rowspan: number, scope: text, abbr: text };
const ofSize: Readings = { width: number, height: number };

/** The attributes that some elements may have besides those of all; others have none. */
const readings: Record<string, Readings> = {
  a: { href: linkAddress },
  audio: { src: mediaAddress },
  blockquote: { cite: linkAddress },
  col: { span: number },
  colgroup: { span: number },
  del: ofEdit,
  details: { open: yes },
  img: { ...ofSize, src: imageAddress, srcset: imageCandidates, sizes, alt: text },
  ins: ofEdit,
  li: { value: number },
  ol: { start: number, reversed: yes, type: text },
  q: { cite: linkAddress },
  source: { ...ofSize, src: mediaAddress, srcset: imageCandidates, sizes, type: text, media: text },
  td: ofCell,
  th: ofCell,
  time: { datetime: text },
  track: { src: mediaAddress, kind: text, srclang: text, label: text },
  video: { ...ofSize, src: mediaAddress, poster: mediaAddress },
};

/** Attributes that we give, whatever the content says. */
const given: Record<string, Record<string, string>> = {
  a: { rel: 'nofollow noopener noreferrer' },
  audio: { controls: '', preload: 'none' },
  img: { loading: 'lazy' },
  video: { controls: '', preload: 'none' },
};

/** Elements that are kept. Of others, what stands in them is. */
export const keptElements = [
  ...['address', 'article', 'aside', 'blockquote', 'center', 'details', 'div', 'figcaption', 'figure', 'footer'],
  ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'header', 'hgroup', 'hr', 'main', 'nav', 'p', 'pre', 'section', 'summary'],
  ...['dd', 'dl', 'dt', 'li', 'menu', 'ol', 'ul'],
  ...['caption', 'col', 'colgroup', 'table', 'tbody', 'td', 'tfoot', 'th', 'thead', 'tr'],
  ...['a', 'abbr', 'acronym', 'b', 'bdi', 'bdo', 'big', 'br', 'cite', 'code', 'del', 'dfn', 'em', 'i', 'ins', 'kbd'],
  ...['mark', 'q', 'rb', 'rp', 'rt', 'rtc', 'ruby', 's', 'samp', 'small', 'span', 'strike', 'strong', 'sub', 'sup'],
  ...['time', 'tt', 'u', 'var', 'wbr'],
  ...['audio', 'img', 'picture', 'source', 'track', 'video'],
];

/** Elements whose text is not for people, or not a part of the content: it goes with them. */
export const silentElements = [
  ...['script', 'style', 'title', 'template', 'svg', 'textarea', 'select', 'option', 'datalist', 'xmp', 'noembed'],
  'noframes',
];

/** By element. */
export const keptAttributes = Object.fromEntries(
  ['*', ...Object.keys(readings)].map((name) => [
    name,
    name === '*' ? Object.keys(ofAll) : Object.keys({ ...readings[name], ...given[name] }),
  ]),
);

/** An image that nobody can see is there to count who reads. */
const isHidden = ({ width = '', height = '', style = '' }: Record<string, string>): boolean => {
  const css = style.replace(/\s+/g, '').toLowerCase();
  const isPixel = (size: string, property: RegExp) => /^\s*[01](?:px)?\s*$/.test(size) || property.test(css);
  if (isPixel(width, /(?:^|;)width:[01](?:px)?(?:;|!|$)/) && isPixel(height, /(?:^|;)height:[01](?:px)?(?:;|!|$)/)) {
    return true;
  }
  return /(?:^|;)(?:display:none|visibility:hidden)/.test(css);
};

const isShown = (kept: Record<string, string>): boolean => kept.src !== undefined || kept.srcset !== undefined;

/** The attributes that an element keeps, and those that we give it. None for an image that shows nothing. */
export const attributesOf = (
  element: string,
  attributes: Record<string, string>,
  base: string,
): Record<string, string> => {
  const own = readings[element] ?? {};
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(attributes)) {
    const reading = (Object.hasOwn(own, name) && own[name]) || (Object.hasOwn(ofAll, name) && ofAll[name]);
    const read = reading ? reading(value, base) : null;
    if (read !== null) kept[name] = read;
  }
  if (element === 'img' && (!isShown(kept) || isHidden(attributes))) return {};
  if (element === 'a' && kept.href === undefined) return kept;
  return Object.assign(kept, given[element]);
};
