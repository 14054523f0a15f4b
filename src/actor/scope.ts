import { getDomain } from 'tldts';

/** What shares the places and limits of one host. */
export type LimitScope = 'url' | 'host' | 'domain';

const keys: Record<LimitScope, (url: string) => string> = {
  url: (url) => url,
  host: (url) => new URL(url).host,
  domain: (url) => {
    const { host, hostname } = new URL(url);
    // Of addresses and of names without a dot there is no domain.
    return getDomain(hostname, { allowPrivateDomains: false, extractHostname: false }) ?? host;
  },
};

/**
 * Which host a URL belongs to: the URL alone, its name and port, or its registrable domain (Public Suffix List, ICANN
 * section) with all names and ports below.
 */
export const createHostOf = (scope: LimitScope): ((url: string) => string) => keys[scope];
