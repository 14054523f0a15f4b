import { createHash } from 'node:crypto';
import { FeedlockError, withoutLogin } from '../errors.ts';
import { urlOf } from '../url.ts';

/** A feed's address, in the one form under which it is known. */
export interface FeedUrl {
  /** WHATWG serialisation without fragment and credentials. */
  url: string;
  /** `user:password`, decoded. */
  credentials: string | null;
  /** SHA-256 of the URL with its credentials, hex. */
  digest: string;
}

const maxLength = 16_384;

/**
 * Nothing but the serialisation is canonical: two URLs that merely tend to mean the same feed stay two feeds.
 *
 * @throws FeedlockError `bad-url`, of which `act` is to say for what it was wanted
 * @see https://url.spec.whatwg.org/#url-serializing
 */
export const parseFeedUrl = (raw: string, act = 'import'): FeedUrl => {
  const refuse = (reason: string, cause?: unknown) =>
    new FeedlockError('bad-url', `${act} ${shown(raw)}: ${reason}`, { cause });
  if (typeof raw !== 'string') throw refuse('not a text');
  if (raw.length > maxLength) throw refuse(`the URL has ${raw.length} characters, more than ${maxLength}`);
  const parsed = urlOf(raw);
  if (parsed === null) throw refuse('not an absolute URL');
  if (parsed.protocol !== 'http:' && parsed.protocol !== 'https:')
    throw refuse(`the scheme is ${parsed.protocol.slice(0, -1)}, not http or https`);
  parsed.hash = '';
  const digest = createHash('sha256').update(parsed.href).digest('hex');
  const credentials = credentialsOf(parsed, refuse);
  parsed.username = '';
  parsed.password = '';
  return { url: parsed.href, credentials, digest };
};

const credentialsOf = ({ username, password }: URL, refuse: (reason: string, cause?: unknown) => FeedlockError) => {
  if (username === '' && password === '') return null;
  try {
    const credentials = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
    if (!credentials.includes('\0')) return credentials;
  } catch (cause) {
    throw refuse('its credentials are not valid percent-encoding', cause);
  }
  throw refuse('its credentials have a U+0000');
};

/** As it may appear in a message: short and without credentials. */
const shown = (raw: string) => {
  const anonymous = withoutLogin(`${raw}`);
  return anonymous.length > 200 ? `${anonymous.slice(0, 200)}…` : anonymous;
};
