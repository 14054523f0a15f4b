import type { Command } from 'commander';
import { withoutLogin } from '../errors.ts';
import type { Feedlock } from '../feedlock.ts';
import { addListOptions, type ListFlags } from './list-options.ts';
import { optionsOf, type Shell, withFeedlock } from './shell.ts';
import { type Column, printRows } from './table.ts';

type Move = Awaited<ReturnType<Feedlock['moves']>>[number];

const fateOf = ({ undoneAt, mergedInto }: Move): string => {
  if (undoneAt) return 'undone';
  return mergedInto ? 'merged with the feed there' : '';
};

const columns: Column<Move>[] = [
  { title: 'at', cell: ({ at }) => at },
  { title: 'seen', cell: ({ seen }) => seen },
  { title: 'since', cell: ({ since }) => since },
  { title: 'from', cell: ({ fromUrl }) => fromUrl },
  { title: 'to', cell: ({ toUrl }) => toUrl },
  { title: '', cell: fateOf },
];

const undo = async ({ terminal }: Shell, feedlock: Feedlock, url: string): Promise<void> => {
  const undone = await feedlock.undoMove(url);
  if (undone) terminal.note(`${undone.url} has its URL back; it was ${undone.from}`);
  else terminal.note(`${withoutLogin(url)} has not moved`);
};

export const addMoves = (program: Command, shell: Shell): Command =>
  addListOptions(program.command('moves').summary('list where feeds have moved, the newest first'))
    .option('--undo <url>', 'give this feed its earlier URL back, for good')
    .action((flags: ListFlags & { undo?: string }, command: Command) =>
      withFeedlock(shell, optionsOf(shell, command), async (feedlock) => {
        if (flags.undo) return undo(shell, feedlock, flags.undo);
        printRows(shell.terminal, await feedlock.moves(flags), {
          columns,
          json: flags.json,
          none: 'no feed has moved',
        });
      }),
    );
