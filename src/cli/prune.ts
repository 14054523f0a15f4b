import { type Command, InvalidArgumentError } from 'commander';
import { withoutLogin } from '../errors.ts';
import { isEmpty, noEntriesOf } from './entries.ts';
import { optionsOf, type Shell, withFeedlock } from './shell.ts';

interface PruneFlags {
  before: Date;
  json?: boolean;
}

/** A date alone is the beginning of that day, UTC. */
const dateOf = (text: string): Date => {
  const date = new Date(text);
  if (/^\d{4}-\d\d-\d\d/.test(text) && !Number.isNaN(Number(date))) return date;
  throw new InvalidArgumentError('It must be a date such as 2026-01-31 or 2026-01-31T12:00:00Z.');
};

export const addPrune = (program: Command, shell: Shell): Command =>
  program
    .command('prune')
    .summary('forget the older entries of a feed, for good')
    .description(
      'Forgets what the older entries of a feed said. They do not come back, though the feed may still have them.',
    )
    .argument('<url>', 'feed URL')
    .requiredOption(
      '--before <date>',
      'those older than this (UTC): by their own date, if it can be, else as first seen',
      dateOf,
    )
    .option('--json', 'print the result as JSON')
    .action((url: string, { before, json }: PruneFlags, command: Command) =>
      withFeedlock(shell, optionsOf(shell, command), async (feedlock) => {
        const pruned = await feedlock.prune(url, { before });
        if (json) shell.terminal.printJson({ url: withoutLogin(url), before, pruned });
        else if (pruned === 0 && (await isEmpty(feedlock, url))) shell.terminal.note(noEntriesOf(url));
        else shell.terminal.note(`${pruned} ${pruned === 1 ? 'entry' : 'entries'} of ${withoutLogin(url)} pruned`);
      }),
    );
