import type { Command } from 'commander';
import type { Feedlock } from '../feedlock.ts';
import { optionsOf, type Shell, withFeedlock } from './shell.ts';
import { type Column, printRows } from './table.ts';

type Held = Pick<Awaited<ReturnType<Feedlock['locks']>>[number], 'node' | 'since' | 'url' | 'key'>;

const columns: Column<Held>[] = [
  { title: 'since', cell: ({ since }) => since },
  { title: 'held by', cell: ({ node }) => node },
  { title: 'for', cell: ({ url }) => url },
];

export const addLocks = (program: Command, shell: Shell): Command =>
  program
    .command('locks')
    .summary('list the locks that are held, by whichever node')
    .option('--json', 'print one JSON object a line')
    .action((flags: { json?: boolean }, command: Command) =>
      withFeedlock(shell, optionsOf(shell, command), async (feedlock) => {
        const held = (await feedlock.locks()).map(({ node, since, url, key }) => ({ node, since, url, key }));
        printRows(shell.terminal, held, { columns, json: flags.json, none: 'no locks are held' });
      }),
    );
