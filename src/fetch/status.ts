import type { FailureCode } from '../../machines/model.ts';
import { headerOf } from './header.ts';
import type { Reply } from './reply.ts';

/** What a status means that brings no document. */
export interface Verdict {
  code: FailureCode;
  reason: string;
}

/** Printable, and no longer than any registered one. */
const phraseOf = ({ statusText }: Reply): string =>
  statusText
    .replace(/[^ -~\xa1-\uffff]+/g, ' ')
    .trim()
    .slice(0, 60);

/** The status as it came, for messages. */
export const statusLine = (reply: Reply): string => `${reply.status} ${phraseOf(reply)}`.trim();

/** Cloudflare says in this header, whatever the status, that it did not let the request through to the server. */
const isChallenge = ({ headers }: Reply): boolean =>
  headerOf(headers, 'cf-mitigated')?.trim().toLowerCase() === 'challenge';

/** `null`: there is a body to be read. 304 and 226 have been asked about before. */
export const verdictOn = (reply: Reply): Verdict | null => {
  const { status } = reply;
  const line = statusLine(reply);
  if (isChallenge(reply))
    return { code: 'challenge', reason: `${line}: a bot check of Cloudflare stands before the feed` };
  if (status === 304) return { code: 'bad-response', reason: `${line} to a request without a condition` };
  if (status === 206) return { code: 'bad-response', reason: `${line} to a request for the whole feed` };
  if (status === 226) return { code: 'bad-response', reason: `${line} with a change that was not asked for` };
  if (status < 200 || status > 599)
    return { code: 'bad-response', reason: `${line}, a status that HTTP does not have` };
  if (status >= 500) return { code: 'http-5xx', reason: line };
  if (status >= 400) return { code: 'http-4xx', reason: line };
  if (status >= 300) return { code: 'bad-response', reason: `${line} without a place to go to` };
  if (status === 204 || status === 205) return { code: 'empty-body', reason: line };
  return null;
};
