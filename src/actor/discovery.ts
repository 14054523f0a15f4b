import { setMaxListeners } from 'node:events';
import type { Document, Enter, Failure, FeedLink, Fetched, HostLimit, Parsed, Source } from '../../machines/model.ts';

export interface Discovery {
  /** Each was fetched, and is a feed. */
  feeds: FeedLink[];
  /** Why the URL itself is no feed; `null`: it is one. */
  error: Failure | null;
}

interface DiscoverySteps {
  parseUrl(raw: string): { url: string; credentials: string | null };
  fetch(source: Source, signal: AbortSignal, enter: Enter): Promise<Fetched>;
  parse(document: Document, signal: AbortSignal): Promise<Parsed>;
  enter: Enter;
  /** Tells all nodes what a host asked for. */
  limitHost(limit: HostLimit): Promise<void>;
}

/** Where feeds are, by custom: below the page, and at the root of its site. */
const customary = ['feed', 'feed.xml', 'rss', 'rss.xml', 'atom.xml', 'index.xml', 'feed.json', 'feeds/posts/default'];

const customaryUrls = (page: string): string[] => {
  const { origin, pathname } = new URL(page);
  const folder = pathname.endsWith('/') ? pathname : `${pathname}/`;
  return [...new Set([folder, '/'].flatMap((base) => customary.map((path) => new URL(base + path, origin).href)))];
};

type Looked = { feed: FeedLink; error: null } | { feed: null; error: Failure; isPage: boolean };

/**
 * Finds the feeds of a page: the URL itself, else those that the page links to, else those at customary places. It asks as
 * politely as an import does, and gives up when it is asked to.
 */
export const createDiscovery = ({ parseUrl, fetch, parse, enter, limitHost }: DiscoverySteps) => {
  const look = async (url: string, credentials: string | null, signal: AbortSignal): Promise<Looked> => {
    const source = { url, credentials, etag: null, lastModified: null, answeredBy: null, bodyHash: null, limits: {} };
    const fetched = await fetch(source, signal, enter);
    if (fetched.status === 'unchanged') throw new Error(`discover ${url}: unchanged, though nothing was known of it`);
    if (fetched.status === 'failed' && fetched.limit) await limitHost(fetched.limit);
    if (fetched.status !== 'modified') return { feed: null, error: fetched.error, isPage: false };
    const { document } = fetched;
    const parsed = await parse(document, signal);
    if (parsed.status === 'failed') return { feed: null, error: parsed.error, isPage: true };
    return { feed: { url: document.url, title: parsed.feed.title, type: document.contentType }, error: null };
  };

  const lookAt = async (urls: readonly string[], origin: string, credentials: string | null, signal: AbortSignal) => {
    const looked = await Promise.all(
      urls.map((url) => look(url, new URL(url).origin === origin ? credentials : null, signal)),
    );
    const found = new Map(looked.flatMap(({ feed }) => (feed ? [[feed.url, feed] as const] : [])));
    return [...found.values()];
  };

  return async (raw: string, signal: AbortSignal = new AbortController().signal): Promise<Discovery> => {
    // It ends many fetches; Node would warn of a leak at the eleventh.
    setMaxListeners(0, signal);
    const { url, credentials } = parseUrl(raw);
    const page = await look(url, credentials, signal);
    if (page.feed) return { feeds: [page.feed], error: null };
    const { error, isPage } = page;
    const { origin } = new URL(url);
    const linked = await lookAt(error.feeds?.map((link) => link.url) ?? [], origin, credentials, signal);
    // A server that does not even let us have the page is not asked for what it never spoke of.
    if (linked.length > 0 || !isPage) return { feeds: linked, error };
    return { feeds: await lookAt(customaryUrls(url), origin, credentials, signal), error };
  };
};
