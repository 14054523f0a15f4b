import type { Command } from 'commander';
import { withoutLogin } from '../errors.ts';
import type { Feedlock } from '../feedlock.ts';
import { addListOptions, type ListFlags } from './list-options.ts';
import { optionsOf, type Shell, withFeedlock } from './shell.ts';
import { type Column, printRows } from './table.ts';

type Entry = Awaited<ReturnType<Feedlock['entries']>>[number];

const columns: Column<Entry>[] = [
  { title: 'published', cell: ({ published, updated }) => published ?? updated },
  { title: 'author', cell: ({ author }) => author },
  { title: 'title', cell: ({ title }) => title },
  { title: 'link', cell: ({ link }) => link },
];

export const noEntriesOf = (url: string): string => `no entries of ${withoutLogin(url)}: has it been imported?`;

export const isEmpty = async (feedlock: Feedlock, url: string): Promise<boolean> =>
  (await feedlock.entries(url, { limit: 1 })).length === 0;

export const addEntries = (program: Command, shell: Shell): Command =>
  addListOptions(
    program.command('entries').summary('list the entries of a feed, the newest first').argument('<url>', 'feed URL'),
  ).action((url: string, flags: ListFlags, command: Command) =>
    withFeedlock(shell, optionsOf(shell, command), async (feedlock) => {
      const entries = await feedlock.entries(url, flags);
      printRows(shell.terminal, entries, {
        columns,
        json: flags.json,
        none: noEntriesOf(url),
      });
    }),
  );
