import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';
import type { Limits } from '../../machines/model.ts';
import { FeedlockError, withoutLogin } from '../errors.ts';
import { urlOf } from '../url.ts';
import { dialAny, dialPublic } from './dial.ts';
import type { Route } from './lines.ts';
import type { FetchOptions } from './options.ts';
import { createProxy, type WebProxy } from './proxy.ts';
import { portOf, type Trust, withoutBrackets } from './trust.ts';

/** How a request gets to its server, and how it is written there. */
export interface Way extends Route {
  path: string;
  headers: string[];
  /** The proxy that sees the request and may answer in place of the server. */
  forwarder: string | null;
}

type Matches = (url: URL) => boolean;

const none: string[] = [];

const inNetwork = (entry: string): Matches => {
  const [network, bits] = ipaddr.parseCIDR(entry);
  return ({ hostname }) => {
    const host = withoutBrackets(hostname);
    if (isIP(host) === 0) return false;
    const address = ipaddr.process(host);
    return address.kind() === network.kind() && address.match(network, bits);
  };
};

const exemption = (entry: string): Matches => {
  if (entry === '*') return () => true;
  if (ipaddr.isValidCIDR(entry)) return inNetwork(entry);
  const [, name = '', port] = /^(.*?)(?::(\d+))?$/.exec(isIP(entry) === 6 ? `[${entry}]` : entry) ?? [];
  const host = name.replace(/^\*?\./, '').toLowerCase();
  return (url) =>
    (port === undefined || Number(port) === portOf(url)) &&
    (url.hostname === host || url.hostname.endsWith(`.${host}`));
};

const proxyOf = (option: string, text: string | undefined): WebProxy | null => {
  if (!text) return null;
  // Curl and others take a proxy without a scheme.
  const href = text.includes('://') ? text : `http://${text}`;
  const url = urlOf(href);
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw new FeedlockError(
      'bad-option',
      `create feedlock: fetch.proxy.${option} is "${withoutLogin(text)}", must be an http or https URL`,
    );
  }
  return createProxy(url);
};

/** Finds the way to a URL: directly, or through a proxy. @throws FeedlockError `bad-option` */
export const createRouter = (settings: Pick<FetchOptions, 'proxy' | 'maxHeaderBytes'>, trust: Trust) => {
  const options = settings.proxy;
  const proxies = { 'http:': proxyOf('http', options?.http), 'https:': proxyOf('https', options?.https) };
  const exemptions = (options?.noProxy ?? '')
    .split(/[,\s]+/)
    .filter(Boolean)
    .map(exemption);
  const hasProxies = proxies['http:'] !== null || proxies['https:'] !== null;

  const proxyFor = (url: URL): WebProxy | null => {
    if (!hasProxies || trust.isAllowed(url) || exemptions.some((matches) => matches(url))) return null;
    return proxies[url.protocol === 'https:' ? 'https:' : 'http:'];
  };

  return (url: URL, limits: Pick<Limits, 'maxHeaderBytes'>): Way => {
    const { origin } = url;
    // Undici knows one limit for all answers on a connection: a feed that may have more has connections of its own.
    const maxHeaderBytes = Math.max(settings.maxHeaderBytes, limits.maxHeaderBytes);
    const suffix = maxHeaderBytes === settings.maxHeaderBytes ? '' : ` ${maxHeaderBytes}`;
    const path = url.pathname + url.search;
    const proxy = proxyFor(url);
    if (!proxy) {
      const dial = trust.isTrusted(url) ? dialAny : dialPublic;
      return { key: origin + suffix, origin, dial, maxHeaderBytes, path, headers: none, forwarder: null };
    }
    const key = `${proxy.shown} ${origin}${suffix}`;
    const route = { key, maxHeaderBytes };
    // A tunnel for https alone: proxies dig none to port 80, most of them.
    if (url.protocol === 'https:')
      return { ...route, origin, dial: proxy.tunnel, path, headers: none, forwarder: null };
    const headers = ['host', url.host, ...proxy.authorization];
    return { ...route, origin: proxy.origin, dial: proxy.dial, path: url.href, headers, forwarder: proxy.shown };
  };
};
