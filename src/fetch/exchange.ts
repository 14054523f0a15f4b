import type { Socket } from 'node:net';
import type { Dispatcher } from 'undici';
import { FeedlockError } from '../errors.ts';
import type { Cutoff } from './cutoff.ts';
import type { Dialler } from './dial.ts';
import { createGathering, type Reply } from './reply.ts';

const isHangUp = (error: Error): boolean =>
  'code' in error && (error.code === 'UND_ERR_SOCKET' || error.code === 'ECONNRESET' || error.code === 'EPIPE');

/** Asks one URL once, on a handler of its own: undici's `request` makes a stream of each body, which costs as much again. */
export const createExchange =
  (dispatcher: Dispatcher, dialler: Dialler, maxBytes: number) =>
  (url: URL, headers: string[], cutoff: Cutoff): Promise<Reply> =>
    new Promise((resolve, reject) => {
      if (cutoff.reason) return reject(cutoff.reason);
      const request = { origin: url.origin, path: url.pathname + url.search, method: 'GET', headers } as const;
      const gathering = createGathering(maxBytes);
      let controller: Dispatcher.DispatchController | null = null;
      let socket: Socket | null = null;
      let attempts = 0;

      const send = () => {
        attempts += 1;
        controller = null;
        socket = dialler.dialledBy(() => dispatcher.dispatch(request, handler));
      };
      const done = () => {
        cutoff.onCut = null;
        const reply = gathering.end();
        if (reply) resolve(reply);
      };
      const fail = (error: Error) => {
        cutoff.onCut = null;
        reject(error);
        // The connection goes too: undici ends that of an aborted request, one that is still being made ends here.
        if (controller) controller.abort(error);
        else socket?.destroy(error);
      };
      const tooLarge = () => fail(new FeedlockError('too-large', `fetch ${url.href}: larger than ${maxBytes} bytes`));

      const handler: Dispatcher.DispatchHandler = {
        onRequestStart(started) {
          controller = started;
          if (cutoff.reason) started.abort(cutoff.reason);
        },
        onResponseStart(_, status, received, statusText = '') {
          if (status >= 200 && !gathering.begin(status, statusText, received)) tooLarge();
        },
        onResponseData(_, chunk) {
          const verdict = gathering.add(chunk);
          if (verdict === 'too large') tooLarge();
          if (verdict !== 'enough') return;
          done();
          controller?.abort(new Error('the rest is not wanted'));
        },
        onResponseEnd: done,
        onResponseError(_, error) {
          // A kept-alive connection may end just as it is written to. Nothing was read, so another one is asked, once.
          const isStale = socket === null && !gathering.hasBegun() && attempts === 1 && isHangUp(error);
          if (isStale && !cutoff.reason) send();
          else fail(error);
        },
      };

      cutoff.onCut = fail;
      send();
    });
