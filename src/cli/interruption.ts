import type { Terminal } from './terminal.ts';

const exitCodes = { SIGINT: 130, SIGTERM: 143 } as const;

/** Aborts with the exit code as its reason when the user wants an end; asked again, ends the process on the spot. */
export const listenForSignals = (process: NodeJS.Process, terminal: Terminal): AbortSignal => {
  const interruption = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const)
    process.on(name, () => {
      if (interruption.signal.aborted) process.exit(exitCodes[name]);
      terminal.note('stopping: what runs may finish; a second signal ends it at once');
      interruption.abort(exitCodes[name]);
    });
  return interruption.signal;
};
