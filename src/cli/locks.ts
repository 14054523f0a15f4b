import type { Command } from 'commander';
import type { Feedlock } from '../feedlock.ts';
import { addWatchOptions, type WatchFlags, watch } from './list-options.ts';
import { optionsOf, type Shell, withFeedlock } from './shell.ts';
import { type Column, printRows } from './table.ts';

type Held = Pick<Awaited<ReturnType<Feedlock['locks']>>[number], 'node' | 'since' | 'until' | 'url' | 'key'>;

const columns: Column<Held>[] = [
  { title: 'since', cell: ({ since }) => since },
  { title: 'until', cell: ({ until }) => until },
  { title: 'held by', cell: ({ node }) => node },
  { title: 'for', cell: ({ url }) => url },
];

export const addLocks = (program: Command, shell: Shell): Command =>
  addWatchOptions(program.command('locks').summary('list the locks that are held, by whichever node')).action(
    (flags: WatchFlags, command: Command) =>
      withFeedlock(shell, optionsOf(shell, command), (feedlock) =>
        watch(shell, flags, async () => {
          const locks = await feedlock.locks();
          const held = locks.map(({ node, since, until, url, key }) => ({ node, since, until, url, key }));
          printRows(shell.terminal, held, { columns, json: flags.json, none: 'no locks are held' });
        }),
      ),
  );
