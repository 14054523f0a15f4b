import { FeedlockError } from './errors.ts';
import type { Settings } from './options.ts';

const named = { nats: ['NATS_URL', 'NATS server'], database: ['DATABASE_URL', 'PostgreSQL'] } as const;

type Service = keyof typeof named;

/** That those which are needed are named, or may be embedded. @throws FeedlockError `bad-option` */
export const requireServices = (settings: Settings, needed: readonly Service[] = ['nats', 'database']): void => {
  const [missing, ...others] = needed.filter((service) => settings[service] === null);
  if (missing === undefined) return;
  const [variable, server] = named[missing];
  if (!settings.embedded)
    throw new FeedlockError(
      'bad-option',
      `create feedlock: ${variable} is not set, and embedded services are forbidden`,
    );
  // Processes that share one service and not the other have each a truth of their own.
  if (needed.length > 1 && others.length === 0)
    settings.log.warn(
      `${variable} is not set: this process uses the embedded ${server} of its folder, which processes elsewhere do not share`,
    );
};
