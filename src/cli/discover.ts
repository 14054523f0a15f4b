import type { Command } from 'commander';
import type { FeedLink } from '../../machines/model.ts';
import { exitCodes } from './exit-code.ts';
import { addFetchOptions, fetchOptionsOf, type Shell, withFeedlock } from './shell.ts';
import { type Column, printRows } from './table.ts';

const columns: Column<FeedLink>[] = [
  { title: 'type', cell: ({ type }) => type },
  { title: 'feed', cell: ({ url }) => url },
  { title: 'title', cell: ({ title }) => title },
];

export const addDiscover = (program: Command, shell: Shell): Command =>
  addFetchOptions(program.command('discover'))
    .summary('find the feeds of a page')
    .description('Finds the feeds of a page: those that it links to, else those at customary places.')
    .argument('<url>', 'the page')
    .option('--json', 'print one JSON object a line')
    .action((url: string, { json }: { json?: boolean }, command: Command) =>
      withFeedlock(shell, fetchOptionsOf(shell, command), async (feedlock) => {
        const { feeds, error } = await feedlock.discover(url, { signal: shell.interrupted });
        const none = error ? `no feeds there: ${error.message} (${error.code})` : '';
        printRows(shell.terminal, feeds, { columns, json, none });
        shell.endWith(feeds.length > 0 ? exitCodes.ok : exitCodes.someFailed);
      }),
    );
