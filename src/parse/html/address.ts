import { urlOf } from '../../url.ts';

/** Absolute already, and with nothing in it that a browser would read otherwise than it is written: most are. */
const plainAddress = /^https?:\/\/[a-z\d.-]+(?::\d+)?(?:[/?#][\w\-.~:/?#@!$&()*+,;=%]*)?$/;

const rasterImage = /^data:image\/(?:avif|gif|jpe?g|png|webp);base64,[a-z\d+/=\s]+$/i;

/** Nobody leads anybody to longer ones, and each is looked through several times. */
const longest = 2_000;

/** A `mailto:` may hold what looks like a comment, which is looked for to the end of the content. */
const withoutTags = (href: string): string => href.replaceAll('<', '%3C').replaceAll('>', '%3E');

/** Where a link may lead: to nothing that runs in the page. */
const linkProtocols = new Set(['http:', 'https:', 'ftp:', 'mailto:', 'tel:', 'xmpp:', 'magnet:']);
const mediaProtocols = new Set(['http:', 'https:']);

/**
 * As a browser would read it, which is what makes tricks with white space, control characters and backslashes plain.
 * `base` may be `''`: a relative one is then `null`, for it would be relative to the page that shows it.
 */
const resolved = (address: string, base: string, protocols: Set<string>): string | null => {
  if (address.length > longest) return null;
  if (plainAddress.test(address)) return address;
  const url = address.trim() === '' ? null : urlOf(address, base || undefined);
  return url && protocols.has(url.protocol) ? withoutTags(url.href) : null;
};

export const linkAddress = (address: string, base: string): string | null => resolved(address, base, linkProtocols);

export const mediaAddress = (address: string, base: string): string | null => resolved(address, base, mediaProtocols);

/** Pictures may stand in the document itself, drawings that hold scripts may not. */
export const imageAddress = (address: string, base: string): string | null =>
  rasterImage.test(address) ? address.replace(/\s+/g, '') : mediaAddress(address, base);

/** An address up to white space without the commas at its end, and what follows it up to the next comma. */
const candidate = /([^\s,](?:\S*[^\s,])?)(?:,+(?=\s|$)|\s+([^,]*)|$)/g;

/** A width in pixels, or pixels per pixel of CSS. */
const descriptor = /^(?:[1-9]\d{0,4}w|\d{1,2}(?:\.\d{1,4})?x|)$/;

/** The pictures of a `srcset`, each for a width or density. */
export const imageCandidates = (srcset: string, base: string): string | null => {
  const found: string[] = [];
  for (const [, address = '', rest = ''] of srcset.matchAll(candidate)) {
    const url = mediaAddress(address, base);
    const size = rest.trim();
    if (url !== null && descriptor.test(size)) found.push(size === '' ? url : `${url} ${size}`);
  }
  return found.length === 0 ? null : found.join(', ');
};
