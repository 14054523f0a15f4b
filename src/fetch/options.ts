export interface FetchOptions {
  /** Whether loopback, private and other addresses that are not public may be dialled. @default false */
  allowPrivate: boolean;
  /** `host:port` pairs of one's own network that may be dialled whatever their address, as written in the URL. @default [] */
  allow: string[];
  /** Longest time for a connection with its TLS handshake, in ms. @default 10_000 */
  connectTimeout: number;
  /** Longest time for a whole fetch with its redirects, in ms. @default 30_000 */
  totalTimeout: number;
  /** Largest body, in bytes after decompression; a larger one is an error, never cut short. @default 15_728_640 */
  maxBytes: number;
  /** How many redirects are followed. @default 5 */
  maxRedirects: number;
  /** Value of the `User-Agent` header. @default 'feedlock/0.1 (feed importer)' */
  userAgent: string;
  /** Most connections open to one origin at a time; further requests wait for one of them. @default 128 */
  connectionsPerHost: number;
}

export const fetchDefaults = {
  allowPrivate: false,
  allow: [],
  connectTimeout: 10_000,
  totalTimeout: 30_000,
  maxBytes: 15 * 2 ** 20,
  maxRedirects: 5,
  userAgent: 'feedlock/0.1 (feed importer)',
  connectionsPerHost: 128,
} satisfies FetchOptions;
