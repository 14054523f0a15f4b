import type { Failure, Fetched, Limits, Source } from '../../machines/model.ts';
import { decompress } from './body.ts';
import { digest, digestOfDelta, isDelta, validatorsAfter304, validatorsOf } from './conditional.ts';
import { fetchFailure } from './failure.ts';
import type { Journey } from './follow.ts';
import { freshFor } from './freshness.ts';
import { headerOf, listHeaderOf } from './header.ts';
import { imageKind } from './image.ts';
import { retryAfter } from './retry-after.ts';
import { statusLine, type Verdict, verdictOn } from './status.ts';

export interface Asked {
  source: Source;
  start: URL;
  /** The headers that made it conditional. */
  condition: string[];
  limits: Limits;
  act: string;
}

const isBlank = (bytes: Buffer): boolean => bytes.length < 1_024 && bytes.toString('latin1').trim() === '';

/** Makes of the answer in the end what it means for the feed. */
export const read = async ({ hops, isPermanent, url, reply }: Journey, asked: Asked): Promise<Fetched> => {
  const { source, start, condition, limits, act } = asked;
  const { status: httpStatus, headers, body } = reply;
  const place = hops > 0 ? ` at ${url.href}` : '';
  const movedTo = isPermanent && url.href !== start.href ? url.href : null;

  const fail = (error: Failure): Fetched => {
    const ms = retryAfter(httpStatus, headers);
    return { status: 'failed', httpStatus, error, limit: ms === null ? null : { url: url.href, ms } };
  };
  const refuse = ({ code, reason }: Verdict): Fetched => {
    const error = { code, message: `${act}: ${reason}${place}`, httpStatus };
    const isGone = httpStatus === 410 && code === 'http-4xx' && (hops === 0 || isPermanent);
    return isGone ? { status: 'gone', httpStatus, error } : fail(error);
  };

  if (httpStatus === 304 && condition.length > 0) {
    const validators = validatorsAfter304(source, headers);
    return { status: 'unchanged', url: url.href, httpStatus, validators, freshFor: freshFor(headers), movedTo };
  }
  const isPart = httpStatus === 226 && isDelta(condition, headers);
  const verdict = isPart ? null : verdictOn(reply);
  if (verdict) return refuse(verdict);

  const encoding = listHeaderOf(headers, 'content-encoding');
  let bytes = body;
  try {
    if (encoding) bytes = await decompress(body, encoding, limits, act);
  } catch (thrown) {
    return fail(fetchFailure(thrown, act));
  }
  if (isBlank(bytes)) return refuse({ code: 'empty-body', reason: `${statusLine(reply)} with nothing in it` });

  const bodyHash = isPart ? digestOfDelta(bytes) : digest(bytes);
  const learnt = { validators: validatorsOf(headers), freshFor: freshFor(headers), movedTo };
  if (bodyHash === source.bodyHash) return { status: 'unchanged', url: url.href, httpStatus, ...learnt };
  const image = imageKind(bytes);
  if (image) return refuse({ code: 'image', reason: `${statusLine(reply)} with a picture (${image})` });
  const contentType = headerOf(headers, 'content-type');
  return {
    status: 'modified',
    document: { bytes, size: bytes.length, url: url.href, contentType, bodyHash, httpStatus, ...learnt },
  };
};
