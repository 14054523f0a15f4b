import type { Command } from 'commander';
import type { Feedlock } from '../feedlock.ts';
import { addListOptions, type ListFlags } from './list-options.ts';
import { optionsOf, type Shell, withFeedlock } from './shell.ts';
import { type Column, printRows } from './table.ts';

type Feed = Awaited<ReturnType<Feedlock['feeds']>>[number];

const columns: Column<Feed>[] = [
  { title: 'checked', cell: ({ checkedAt }) => checkedAt },
  { title: 'due', cell: ({ nextDue }) => nextDue },
  { title: 'failures', cell: ({ failures }) => failures },
  { title: 'state', cell: ({ goneAt, pausedAt }) => (goneAt ? 'gone' : pausedAt ? 'paused' : '') },
  { title: 'feed', cell: ({ url }) => url },
  { title: 'title', cell: ({ title }) => title },
];

export const addFeeds = (program: Command, shell: Shell): Command =>
  addListOptions(program.command('feeds').summary('list the feeds that are known, the newest first')).action(
    (flags: ListFlags, command: Command) =>
      withFeedlock(shell, optionsOf(shell, command), async (feedlock) => {
        const feeds = await feedlock.feeds(flags);
        printRows(shell.terminal, feeds, { columns, json: flags.json, none: 'no feeds yet: feedlock import <url>' });
      }),
  );
