import cliProgress from 'cli-progress';

/** Shorter work is over before anyone has read how far it is. */
const patience = 500;

export interface Progress {
  step(): void;
  stop(): void;
}

/** A bar on stderr, where somebody sees it and the work takes a while. */
export const showProgress = (canvas: NodeJS.WriteStream | null, total: number): Progress => {
  if (canvas === null || total < 2) return { step() {}, stop() {} };
  const bar = new cliProgress.SingleBar({
    format: 'importing {bar} {value} of {total}',
    barCompleteChar: '━',
    barIncompleteChar: ' ',
    clearOnComplete: true,
    stream: canvas,
  });
  let done = 0;
  let shown = false;
  const timer = setTimeout(() => {
    shown = true;
    bar.start(total, done);
  }, patience);
  return {
    step: () => {
      done += 1;
      if (shown) bar.update(done);
    },
    stop: () => {
      clearTimeout(timer);
      if (shown) bar.stop();
    },
  };
};
