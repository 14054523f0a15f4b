import type { Enter, HostReport } from '../../machines/model.ts';
import { FeedlockError } from '../errors.ts';
import type { Terms } from './exchange.ts';
import type { Reply } from './reply.ts';
import { retryAfter } from './retry-after.ts';

type Leave = (report: HostReport) => void;

/** Waits for a place at the host, no longer than the fetch may take. Rejects if the host is to be left alone. */
const place = (enter: Enter, url: URL, { cutoff, act }: Terms): Promise<Leave> =>
  new Promise((resolve, reject) => {
    if (cutoff.reason) return reject(cutoff.reason);
    cutoff.onCut = reject;
    const settle = () => {
      if (!cutoff.reason) cutoff.onCut = null;
    };
    enter(url.href, cutoff.signal).then(
      (entered) => {
        settle();
        if (entered.status === 'deferred') {
          const until = entered.until.toISOString();
          reject(new FeedlockError('host-limited', `${act}: ${url.host} is to be left alone until ${until}`));
          // A place that comes too late is left at once.
        } else if (cutoff.reason) entered.leave('answered');
        else resolve((report) => entered.leave(report));
      },
      (error) => {
        settle();
        reject(error);
      },
    );
  });

const reportOn = ({ status, headers }: Reply): HostReport => {
  const waitMs = retryAfter(status, headers);
  if (waitMs !== null) return { waitMs };
  return status < 500 ? 'answered' : 'failed';
};

/** What ended a request though the host was well. */
const ownReasons = new Set(['cancelled', 'stopped', 'too-large']);

const reportOnError = (thrown: unknown, isOwn: boolean): HostReport =>
  thrown instanceof FeedlockError && (ownReasons.has(thrown.code) || (isOwn && thrown.code === 'timeout'))
    ? 'answered'
    : 'failed';

/** Sends one request from a place at its host, and leaves that place with a report, whatever comes. */
export const admit = async (enter: Enter, url: URL, terms: Terms, send: () => Promise<Reply>): Promise<Reply> => {
  const leave = await place(enter, url, terms);
  let report: HostReport = 'failed';
  try {
    const reply = await send();
    report = reportOn(reply);
    return reply;
  } catch (thrown) {
    // A time-out of the feed's own says nothing of the host.
    report = reportOnError(thrown, terms.hasOwnLimits);
    throw thrown;
  } finally {
    leave(report);
  }
};
