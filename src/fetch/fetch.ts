import type { Enter, Fetched, Source } from '../../machines/model.ts';
import { withoutLogin } from '../errors.ts';
import { admit } from './admission.ts';
import { acceptedEncodings } from './body.ts';
import { conditionOf } from './conditional.ts';
import { type Cutoff, createCutoff } from './cutoff.ts';
import { createExchange } from './exchange.ts';
import { fetchFailure } from './failure.ts';
import { follow, webUrl } from './follow.ts';
import { createLines } from './lines.ts';
import type { FetchOptions } from './options.ts';
import { read } from './read.ts';
import { limitsOf, settingsOf } from './settings.ts';
import { createTrust } from './trust.ts';
import { userAgentOf } from './user-agent.ts';
import { createRouter } from './way.ts';

export interface Fetch {
  /**
   * Fetches a feed; all that can go wrong is a value. `enter` is asked for a place at the host before each request, redirects
   * too. @default no host is limited
   */
  fetch(source: Source, signal: AbortSignal, enter?: Enter): Promise<Fetched>;
  stop(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

const acceptedTypes =
  'application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml;q=0.9, ' +
  'application/xml;q=0.8, text/xml;q=0.8, application/json;q=0.7, */*;q=0.5';

const none: string[] = [];

const authorizationOf = (credentials: string): string[] => [
  'authorization',
  `Basic ${Buffer.from(credentials).toString('base64')}`,
];

/** Fetches feeds: conditionally, within limits of time and size, and from public addresses only. @throws FeedlockError `bad-option` */
export const createFetch = (options: Partial<FetchOptions> = {}): Fetch => {
  const settings = settingsOf(options);
  const trust = createTrust(settings);
  const wayTo = createRouter(settings, trust);
  const lines = createLines(settings);
  const exchange = createExchange(lines);
  const common = ['user-agent', userAgentOf(settings), 'accept', acceptedTypes, 'accept-encoding', acceptedEncodings];

  const fetch = async (source: Source, signal: AbortSignal, enter?: Enter): Promise<Fetched> => {
    const act = `fetch ${source.url.includes('@') ? withoutLogin(source.url) : source.url}`;
    let cutoff: Cutoff | null = null;
    try {
      const limits = limitsOf(settings, source.limits, act);
      const start = webUrl(source.url, undefined, act);
      cutoff = createCutoff(signal, limits, act);
      const terms = { limits, hasOwnLimits: limits !== settings, cutoff, act };
      const login = source.credentials ? authorizationOf(source.credentials) : none;
      // Validators of another place would be believed there, or tell it what it should not know.
      const known = conditionOf(source);
      const conditionFor = (url: URL) => (url.href === source.answeredBy ? known : none);

      const ask = (url: URL) => {
        trust.require(url, act);
        const headers = [...common, ...conditionFor(url), ...(url.origin === start.origin ? login : none)];
        const send = () => exchange(wayTo(url, limits), headers, terms);
        return enter ? admit(enter, url, terms, send) : send();
      };
      const journey = await follow(start, ask, limits.maxRedirects, act);
      const fetched = await read(journey, { source, start, condition: conditionFor(journey.url), limits, act });
      if (cutoff.reason) throw cutoff.reason;
      return fetched;
    } catch (thrown) {
      return { status: 'failed', httpStatus: null, error: fetchFailure(thrown, act), limit: null };
    } finally {
      cutoff?.clear();
    }
  };

  const stop = () => lines.stop();
  return { fetch, stop, [Symbol.asyncDispose]: stop };
};
