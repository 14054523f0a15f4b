import type { Command } from 'commander';
import type { NodeInfo } from '../serve/nodes.ts';
import { addWatchOptions, type WatchFlags, watch } from './list-options.ts';
import { optionsOf, type Shell, withFeedlock } from './shell.ts';
import { type Column, printRows } from './table.ts';

const columns: Column<NodeInfo>[] = [
  { title: 'since', cell: ({ since }) => since },
  { title: 'version', cell: ({ version }) => version },
  { title: 'running', cell: ({ running }) => running },
  { title: 'of', cell: ({ concurrency }) => concurrency },
  { title: 'node', cell: ({ node }) => node },
];

export const addNodes = (program: Command, shell: Shell): Command =>
  addWatchOptions(program.command('nodes').summary('list the nodes that run and are alive')).action(
    (flags: WatchFlags, command: Command) =>
      withFeedlock(shell, optionsOf(shell, command), (feedlock) =>
        watch(shell, flags, async () => {
          const none = 'no node runs: feedlock run';
          printRows(shell.terminal, await feedlock.nodes(), { columns, json: flags.json, none });
        }),
      ),
  );
