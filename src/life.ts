import { startNode } from './actor/node.ts';
import { FeedlockError } from './errors.ts';
import type { Intake } from './intake.ts';
import type { Logger } from './log.ts';
import type { Opened } from './open.ts';

type Act<Arguments extends unknown[], Result> = (...values: Arguments) => Promise<Result>;

/** For what may be asked of it only as long as it runs. */
export interface Running {
  /** @throws FeedlockError `stopped` */
  requireRunning(): void;
  /** Makes an act refuse when it has been stopped, and work that `stop` waits for. */
  whileRunning<Arguments extends unknown[], Result>(act: Act<Arguments, Result>): Act<Arguments, Result>;
}

const whenAborted = (signal: AbortSignal) =>
  new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));

/** Opens everything, and closes it in the right order. @throws what `open` throws */
export const startLife = async (
  open: (running: Running) => Promise<Opened & Intake>,
  { node: name, log }: { node: string; log: Logger },
) => {
  const opened: { parts?: Opened & Intake } = {};
  /** Calls that were accepted and have not ended: an import is not yet an actor while its row is looked up. */
  const calls = new Set<Promise<unknown>>();
  const idle = async () => {
    await Promise.allSettled(calls);
  };

  const requireRunning = () => {
    if (!node.running) throw new FeedlockError('stopped', `use feedlock ${name}: it has been stopped`);
  };
  const whileRunning: Running['whileRunning'] =
    (act) =>
    (...values) => {
      const accept = async () => {
        requireRunning();
        return act(...values);
      };
      const call = accept();
      const ended = () => calls.delete(call);
      calls.add(call);
      call.then(ended, ended);
      return call;
    };

  const node = await startNode(
    {
      open: async () => {
        opened.parts = await open({ requireRunning, whileRunning });
      },
      finish: async (signal) => {
        opened.parts?.requests.abandon();
        await Promise.race([Promise.all([idle(), opened.parts?.polling.stop()]), whenAborted(signal)]);
        opened.parts?.feeds.cancelAll();
      },
      flush: async () => {
        await Promise.all([opened.parts?.feeds.idle(), opened.parts?.polling.stop()]);
        await opened.parts?.relay.flush();
      },
      close: async () => opened.parts?.close(),
    },
    log,
  );
  if (!opened.parts) throw new Error('the node runs, but nothing was opened');

  return { parts: opened.parts, stop: node.stop, requireRunning, isRunning: () => node.running, whileRunning };
};
