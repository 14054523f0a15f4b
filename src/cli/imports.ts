import type { Command } from 'commander';
import type { Feedlock } from '../feedlock.ts';
import { addListOptions, type ListFlags } from './list-options.ts';
import { problemOf } from './outcome.ts';
import { optionsOf, type Shell, withFeedlock } from './shell.ts';
import { type Column, printRows } from './table.ts';

type Import = Awaited<ReturnType<Feedlock['imports']>>[number];

const problemIn = ({ errorCode, errorMessage }: Import) =>
  errorCode === null ? '' : problemOf({ code: errorCode, message: errorMessage ?? '' });

const columns: Column<Import>[] = [
  { title: 'at', cell: ({ at }) => at },
  { title: 'outcome', cell: ({ outcome }) => outcome },
  { title: 'fence', cell: ({ fence }) => fence },
  { title: 'new', cell: ({ created }) => created },
  { title: 'updated', cell: ({ updated }) => updated },
  { title: 'same', cell: ({ unchanged }) => unchanged },
  { title: 'ms', cell: ({ tookMs }) => tookMs },
  { title: 'node', cell: ({ node }) => node },
  { title: 'feed', cell: ({ url }) => url },
  { title: '', cell: problemIn },
];

export const addImports = (program: Command, shell: Shell): Command =>
  addListOptions(
    program
      .command('imports')
      .summary('list what was imported or failed, the newest first; an unchanged feed leaves no record')
      .argument('[url]', 'of this feed only'),
  ).action((url: string | undefined, flags: ListFlags, command: Command) =>
    withFeedlock(shell, optionsOf(shell, command), async (feedlock) => {
      const imports = await feedlock.imports(url, flags);
      printRows(shell.terminal, imports, { columns, json: flags.json, none: 'no imports yet' });
    }),
  );
