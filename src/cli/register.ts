import type { Command } from 'commander';
import type { Failure } from '../../machines/model.ts';
import type { Feedlock } from '../feedlock.ts';
import { exitCodes } from './exit-code.ts';
import { addFeedArguments, urlsFrom } from './feed-arguments.ts';
import { problemOf } from './outcome.ts';
import { optionsOf, type Shell, withFeedlock } from './shell.ts';
import { type Column, printRows } from './table.ts';

type Result = { url: string; status: string; feedId: string | null; error?: Failure };

const columns: Column<Result>[] = [
  { title: 'status', cell: ({ status }) => status },
  { title: 'feed', cell: ({ url }) => url },
  { title: '', cell: ({ error }) => (error ? problemOf(error) : '') },
];

const recordOf = ({ error, ...result }: Result) => ({
  ...result,
  ...(error && { error: { code: error.code, message: error.message } }),
});

/** What became of each feed; one that is unknown, or no feed, makes the exit code. */
export const printRegistered = (
  { terminal, endWith }: Shell,
  results: readonly Result[],
  json: boolean | undefined,
): void => {
  if (json) for (const result of results) terminal.printJson(recordOf(result));
  else printRows(terminal, results, { columns, none: '' });
  const isWell = results.every(({ status }) => status !== 'failed' && status !== 'unknown');
  endWith(isWell ? exitCodes.ok : exitCodes.someFailed);
};

const addRegistration = (
  program: Command,
  shell: Shell,
  name: 'add' | 'remove' | 'pause' | 'resume',
  [summary, description]: [string, string],
): Command =>
  addFeedArguments(program.command(name))
    .summary(summary)
    .description(description)
    .option('--json', 'print one JSON object a line')
    .action(async (args: string[], flags: { json?: boolean }, command: Command) => {
      const urls = await urlsFrom(args, command);
      await withFeedlock(shell, optionsOf(shell, command), async (feedlock: Feedlock) =>
        printRegistered(shell, await feedlock[name](urls), flags.json),
      );
    });

export const addAdd = (program: Command, shell: Shell): Command =>
  addRegistration(program, shell, 'add', [
    'put feeds on the schedule',
    'Puts feeds on the schedule: the nodes that run import them whenever they are due, beginning now.',
  ]).option('--opml <file>', 'the feeds of an OPML file');

export const addRemove = (program: Command, shell: Shell): Command =>
  addRegistration(program, shell, 'remove', [
    'forget feeds, with their entries',
    'Forgets feeds, with their entries and their history. What is committed is still published.',
  ]);

export const addPause = (program: Command, shell: Shell): Command =>
  addRegistration(program, shell, 'pause', [
    'keep feeds from being imported on schedule',
    'Takes feeds off the schedule until they are resumed. They can still be imported when somebody asks.',
  ]);

export const addResume = (program: Command, shell: Shell): Command =>
  addRegistration(program, shell, 'resume', [
    'put paused feeds back on the schedule',
    'Puts paused feeds back on the schedule; they are due at once.',
  ]);
