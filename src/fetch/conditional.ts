import { hash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { Source, Validators } from '../../machines/model.ts';

/** A validator that could not be sent back is not kept. */
const sendable = (value: string | string[] | undefined): string | null => {
  const first = Array.isArray(value) ? value[0] : value;
  return first && /^[\x20-\x7e\x80-\xff]{1,1024}$/.test(first) ? first : null;
};

/** The condition under which the server need not send the feed again. */
export const conditionOf = ({ etag, lastModified }: Validators): string[] => {
  const headers: string[] = [];
  const match = sendable(etag ?? undefined);
  const since = sendable(lastModified ?? undefined);
  if (match) headers.push('if-none-match', match);
  if (since) headers.push('if-modified-since', since);
  return headers;
};

/** All of them are replaced by a 200, since they describe the body that came with them. */
export const validatorsOf = (headers: IncomingHttpHeaders): Validators => ({
  etag: sendable(headers.etag),
  lastModified: sendable(headers['last-modified']),
});

/** A 304 need not repeat the validators; those that it names are newer than ours. */
export const validatorsAfter304 = (source: Source, headers: IncomingHttpHeaders): Validators => {
  const sent = validatorsOf(headers);
  return { etag: sent.etag ?? source.etag, lastModified: sent.lastModified ?? source.lastModified };
};

/** SHA-256, hex. */
export const digest = (bytes: Uint8Array): string => hash('sha256', bytes, 'hex');
