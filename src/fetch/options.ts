import type { Limits } from '../../machines/model.ts';

/** As the variables of the environment that all programs know. Names are then looked up by the proxy. */
export interface ProxyOptions {
  /** `HTTP_PROXY`: the proxy for http URLs, as `http://user:password@host:port`. @default none */
  http?: string;
  /** `HTTPS_PROXY`: the proxy for https URLs. @default none */
  https?: string;
  /** `NO_PROXY`: hosts with their subdomains, addresses and networks that are fetched directly, separated by commas; `*` is all. */
  noProxy?: string;
}

export interface FetchOptions extends Limits {
  /** Whether loopback, private and other addresses that are not public may be dialled, at any port. @default false */
  allowPrivate: boolean;
  /** `host:port` pairs of one's own network that may be dialled whatever their address and port, as written in the URL. @default [] */
  allow: string[];
  /** Ports that may be dialled. @default [80, 443, 8080, 8443] */
  ports: number[];
  /** An e-mail address or a URL for the owners of feeds, to stand in the `User-Agent` header. @default null */
  contact: string | null;
  /** Value of the `User-Agent` header, in place of our own with its `contact`. @default null */
  userAgent: string | null;
  /** Through which proxies to fetch. @default null: none, whatever the environment says */
  proxy: ProxyOptions | null;
  /** Most connections open to one origin at a time; further requests wait for one of them. @default 128 */
  connectionsPerHost: number;
}

export const fetchDefaults = {
  connectTimeout: 10_000,
  headersTimeout: 15_000,
  totalTimeout: 30_000,
  maxBytes: 15 * 2 ** 20,
  maxRatio: 100,
  maxHeaderBytes: 16 * 1024,
  maxRedirects: 5,
  allowPrivate: false,
  allow: [],
  ports: [80, 443, 8080, 8443],
  contact: null,
  userAgent: null,
  proxy: null,
  connectionsPerHost: 128,
} satisfies FetchOptions;
