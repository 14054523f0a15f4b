import { hash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { Source, Validators } from '../../machines/model.ts';
import { headerOf, listHeaderOf } from './header.ts';

/** A validator that could not be sent back is not kept. */
const sendable = (value: string | null): string | null =>
  value && /^[\x20-\x7e\x80-\xff]{1,1024}$/.test(value) ? value : null;

/** The condition under which the server need not send the feed again, or only what is new in it (RFC 3229). */
export const conditionOf = ({ etag, lastModified }: Validators): string[] => {
  const headers: string[] = [];
  const match = sendable(etag);
  const since = sendable(lastModified);
  if (match) headers.push('if-none-match', match, 'a-im', 'feed');
  if (since) headers.push('if-modified-since', since);
  return headers;
};

/** Whether a 226 has only those entries that are newer than the body we know, and nothing else done to it. */
export const isDelta = (condition: string[], headers: IncomingHttpHeaders): boolean =>
  condition.includes('a-im') && /^\s*feed\s*$/i.test(listHeaderOf(headers, 'im') ?? 'feed');

/** All of them are replaced by a 200, since they describe the body that came with them. */
export const validatorsOf = (headers: IncomingHttpHeaders): Validators => ({
  etag: sendable(headerOf(headers, 'etag')),
  lastModified: sendable(headerOf(headers, 'last-modified')),
});

/** A 304 need not repeat the validators; those that it names are newer than ours. */
export const validatorsAfter304 = (source: Source, headers: IncomingHttpHeaders): Validators => {
  const sent = validatorsOf(headers);
  return { etag: sent.etag ?? source.etag, lastModified: sent.lastModified ?? source.lastModified };
};

/** SHA-256, hex. */
export const digest = (bytes: Uint8Array): string => hash('sha256', bytes, 'hex');

/**
 * SHA-256, hex, of what no whole body is. The hash before it would not do: a server that returns to an earlier body after a
 * delta has changed the feed.
 */
export const digestOfDelta = (bytes: Uint8Array): string =>
  digest(Buffer.concat([Buffer.from('226 IM: feed\r\n\r\n'), bytes]));
