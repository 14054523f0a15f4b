import { mkdir } from 'node:fs/promises';
import { keptPort } from '../embedded/port.ts';
import { inspectWithStately } from '../inspect/stately.ts';
import type { Settings } from '../options.ts';
import type { Shell } from './shell.ts';

const whenAborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });

/** The Stately inspector for one command. Where nobody sits at the terminal, nothing waits for anybody. */
export const openInspection = async ({ terminal, interrupted }: Shell, { node, dataDir }: Settings) => {
  await mkdir(dataDir, { recursive: true });
  const port = await keptPort(dataDir, 'inspector');
  const { url, inspect, viewed, stop } = await inspectWithStately({ node, port });
  terminal.note(`inspector: ${url}`);
  terminal.note('  This page hands what it shows, feed URLs and states, to stately.ai in your browser.');

  return {
    inspect,
    /** An import is over before a page has been opened. */
    begin: async (): Promise<void> => {
      if (!terminal.attended) return;
      terminal.note('  The import begins when the page is open.');
      await Promise.race([viewed, whenAborted(interrupted)]);
    },
    linger: async (): Promise<void> => {
      if (!terminal.attended) return;
      terminal.note('The inspector stays until Ctrl-C.');
      await whenAborted(interrupted);
    },
    stop,
  };
};
