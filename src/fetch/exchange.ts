import type { Dispatcher } from 'undici';
import type { Limits } from '../../machines/model.ts';
import { FeedlockError } from '../errors.ts';
import type { Cutoff } from './cutoff.ts';
import { interruption, isHangUp } from './failure.ts';
import type { Asker, Line, Lines } from './lines.ts';
import { createReception } from './reception.ts';
import type { Reply } from './reply.ts';
import type { Way } from './way.ts';

/** What a fetch asks all its hops with. */
export interface Terms {
  limits: Limits;
  /** Of the feed, not the system's. */
  hasOwnLimits: boolean;
  cutoff: Cutoff;
  act: string;
}

/** For so many ms a body that is not wanted may come, before its connection is ended. */
const drainPatience = 500;

const notWanted = new Error('the rest of the body is not wanted');

/** Asks one URL once, on a handler of its own: undici's `request` makes a stream of each body, which costs as much again. */
export const createExchange =
  (lines: Lines) =>
  (way: Way, headers: string[], { limits, cutoff, act }: Terms): Promise<Reply> =>
    new Promise((resolve, reject) => {
      if (cutoff.reason) return reject(cutoff.reason);
      const request = {
        origin: way.origin,
        path: way.path,
        method: 'GET',
        headers: way.headers.length > 0 ? way.headers.concat(headers) : headers,
      } as const;
      const connecting = { ms: limits.connectTimeout, lack: 'not connected' };
      const answering = { ms: limits.headersTimeout, lack: 'no answer' };
      let leaveQueue = () => {};
      let line: Line | null = null;
      let isNew = false;
      let isRetry = false;
      let isSettled = false;
      let draining: NodeJS.Timeout | null = null;

      const settle = () => {
        isSettled = true;
        cutoff.onCut = null;
        cutoff.expect(null);
      };
      const fail = (error: Error) => {
        if (isSettled) return;
        settle();
        leaveQueue();
        reject(error);
        line?.end(error);
      };
      const drop = () => line?.end(notWanted);

      const reception = createReception(limits, act, {
        answered(reply) {
          if (isSettled) return;
          settle();
          if (reply.status === 407 && way.forwarder) {
            reject(new FeedlockError('connect', `${act}: proxy ${way.forwarder}: 407 ${reply.statusText}`.trim()));
          } else resolve(reply);
          // Most bodies that are not wanted have come with their headers.
          queueMicrotask(() => {
            if (line) draining = setTimeout(drop, drainPatience);
          });
        },
        refused: fail,
        enough: drop,
      });

      /** The line is no longer this exchange's. */
      const leaveLine = (): Line | null => {
        if (draining) clearTimeout(draining);
        const left = line;
        line = null;
        return left;
      };

      const handler: Dispatcher.DispatchHandler = {
        onRequestStart: () => cutoff.expect(answering),
        onResponseStart({ rawHeaders }, status, received, statusText = '') {
          reception.begin(rawHeaders, status, statusText, received);
          if (reception.hasHeaders()) cutoff.expect(null);
        },
        onResponseData: (_, piece) => reception.add(piece),
        onResponseEnd() {
          const free = leaveLine();
          // A body that ends with its connection looks whole to undici when the connection broke.
          if (free?.fault) fail(free.fault);
          else reception.end();
          free?.giveBack();
        },
        onResponseError(_, error) {
          leaveLine()?.end(error);
          // A kept-alive connection may end just as it is written to. Nothing was read, so a new one is asked, once.
          if (!isSettled && !isNew && !isRetry && !reception.hasBegun() && isHangUp(error)) {
            isRetry = true;
            ask();
          } else fail(interruption(error, reception.hasHeaders(), limits, act));
        },
      };

      const asker: Asker = {
        onLine(free) {
          line = free;
          free.onDial = () => {
            isNew = true;
            cutoff.expect(connecting);
          };
          free.client.dispatch(request, handler);
        },
        onStop: fail,
      };
      const ask = () => {
        leaveQueue = lines.take(way, asker, isRetry);
      };

      cutoff.onCut = fail;
      ask();
    });
