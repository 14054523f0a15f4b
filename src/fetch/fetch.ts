import { Agent } from 'undici';
import type { Failure, Fetched, Source } from '../../machines/model.ts';
import { acceptedEncodings, decompress } from './body.ts';
import { conditionOf, digest, validatorsAfter304, validatorsOf } from './conditional.ts';
import { createCutoff } from './cutoff.ts';
import { createDialler } from './dial.ts';
import { createExchange } from './exchange.ts';
import { fetchFailure } from './failure.ts';
import { follow, type Journey, webUrl } from './follow.ts';
import { type FetchOptions, fetchDefaults } from './options.ts';

export interface Fetch {
  fetch(source: Source, signal: AbortSignal): Promise<Fetched>;
  stop(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

const acceptedTypes =
  'application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml;q=0.9, ' +
  'application/xml;q=0.8, text/xml;q=0.8, application/json;q=0.7, */*;q=0.5';

const authorizationOf = (credentials: string): string[] => [
  'authorization',
  `Basic ${Buffer.from(credentials).toString('base64')}`,
];

const httpFailure = ({ url, reply, hops }: Journey, source: Source): Failure => {
  const place = hops.length > 0 ? ` at ${url.href}` : '';
  return { code: 'http', message: `fetch ${source.url}: ${reply.status} ${reply.statusText}`.trim() + place };
};

/** Fetches feeds: conditionally, within limits of time and size, and from public addresses only. */
export const createFetch = (options: Partial<FetchOptions> = {}): Fetch => {
  const settings = { ...fetchDefaults, ...options };
  const { maxBytes, maxRedirects, totalTimeout } = settings;
  const dialler = createDialler(settings);
  const agent = new Agent({
    connect: dialler.connect,
    connections: settings.connectionsPerHost,
    // The total time-out bounds both.
    headersTimeout: 0,
    bodyTimeout: 0,
  });
  const exchange = createExchange(agent, dialler, maxBytes);
  const common = ['user-agent', settings.userAgent, 'accept', acceptedTypes, 'accept-encoding', acceptedEncodings];

  const read = async (journey: Journey, source: Source): Promise<Fetched> => {
    const { status: httpStatus, headers, body } = journey.reply;
    const asked = source.etag !== null || source.lastModified !== null;
    if (httpStatus === 304 && asked) {
      return { status: 'unchanged', httpStatus, validators: validatorsAfter304(source, headers) };
    }
    // A part of a feed that was asked for whole is no answer.
    if (httpStatus < 200 || httpStatus > 299 || httpStatus === 206) {
      return { status: 'failed', httpStatus, error: httpFailure(journey, source) };
    }
    const encoding = headers['content-encoding'];
    const bytes = encoding ? await decompress(body, encoding, maxBytes, `fetch ${source.url}`) : body;
    const bodyHash = digest(bytes);
    const validators = validatorsOf(headers);
    if (bodyHash === source.bodyHash) return { status: 'unchanged', httpStatus, validators };
    const contentType = headers['content-type'] ?? null;
    const document = { bytes, url: journey.url.href, contentType, bodyHash, validators, httpStatus };
    return { status: 'modified', document };
  };

  const fetch = async (source: Source, signal: AbortSignal): Promise<Fetched> => {
    const act = `fetch ${source.url}`;
    const cutoff = createCutoff(signal, totalTimeout, act);
    try {
      const start = webUrl(source.url, undefined, act);
      const headers = [...common, ...conditionOf(source)];
      const withLogin = source.credentials ? [...headers, ...authorizationOf(source.credentials)] : headers;
      const ask = (url: URL) => exchange(url, url.origin === start.origin ? withLogin : headers, cutoff);
      const journey = await follow(start, ask, maxRedirects);
      const fetched = await read(journey, source);
      if (cutoff.reason) throw cutoff.reason;
      return fetched;
    } catch (thrown) {
      return { status: 'failed', httpStatus: null, error: fetchFailure(thrown, source.url) };
    } finally {
      cutoff.clear();
    }
  };

  const stop = async () => {
    dialler.stop();
    await agent.destroy();
  };

  return { fetch, stop, [Symbol.asyncDispose]: stop };
};
