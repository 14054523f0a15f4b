import { setTimeout as delay } from 'node:timers/promises';
import type { Command } from 'commander';
import { countOf, type Shell } from './shell.ts';

export interface ListFlags {
  limit: number;
  json?: boolean;
}

/** The options of commands that list rows. */
export const addListOptions = (command: Command): Command =>
  command.option('-n, --limit <n>', 'rows at the most', countOf, 100).option('--json', 'print one JSON object a line');

export interface WatchFlags {
  watch?: boolean;
  json?: boolean;
}

/** The options of commands that show how things are now. */
export const addWatchOptions = (command: Command): Command =>
  command.option('--watch', 'show it anew every 2 s, until Ctrl-C').option('--json', 'print JSON, one object a line');

const watchInterval = 2_000;

/** Shows something once, or again and again. */
export const watch = async ({ terminal, interrupted }: Shell, flags: WatchFlags, show: () => Promise<void>) => {
  const signal = AbortSignal.any([interrupted, terminal.unread]);
  do {
    if (flags.watch && !flags.json) terminal.clear();
    await show();
    if (!flags.watch) return;
    await delay(watchInterval, undefined, { signal }).catch(() => {});
  } while (!signal.aborted);
};
