import type { Command } from 'commander';
import type { Feedlock } from '../feedlock.ts';
import { type FeedlockOptions, resolveOptions } from '../options.ts';
import { exitCodeOf } from './exit-code.ts';
import { addFeedArguments, urlsFrom } from './feed-arguments.ts';
import { outcomeColumns, outcomeRecord, summaryOf } from './outcome.ts';
import { showProgress } from './progress.ts';
import { addFetchOptions, countOf, fetchOptionsOf, type Shell, withFeedlock } from './shell.ts';
import { printRows } from './table.ts';

interface ImportFlags {
  json?: boolean;
  concurrency?: number;
  wait?: boolean;
  inspect?: boolean;
  verbose?: boolean;
}

const importFeeds = async ({ terminal, endWith }: Shell, feedlock: Feedlock, urls: string[], flags: ImportFlags) => {
  const { json, concurrency, wait, verbose } = flags;
  // Other lines on the same screen would tear the bar.
  const isAlone = !verbose && !(json && terminal.attended);
  const progress = showProgress(isAlone ? terminal.canvas : null, urls.length);
  feedlock.on('settled', (settled) => {
    progress.step();
    if (json) terminal.printJson(outcomeRecord(settled));
  });
  const settled = await feedlock.importAll(urls, {
    ...(concurrency && { concurrency }),
    onBusy: wait ? 'wait' : 'skip',
  });
  progress.stop();
  if (!json) printRows(terminal, settled, { columns: outcomeColumns(terminal), none: '' });
  if (!json && settled.length > 1) terminal.note(summaryOf(settled));
  endWith(exitCodeOf(settled));
};

const openInspection = async (shell: Shell, options: FeedlockOptions) => {
  const inspection = await import('./inspection.ts');
  return inspection.openInspection(shell, resolveOptions(options, process.env));
};

export const addImport = (program: Command, shell: Shell): Command =>
  addFeedArguments(addFetchOptions(program.command('import')))
    .summary('import feeds now')
    .description('Imports feeds now, each unless another process is importing it.')
    .option('-c, --concurrency <n>', 'imports at a time (default: 64)', countOf)
    .option('-w, --wait', 'wait for a feed that is being imported, and import it if it is still due')
    .option('--inspect', 'show the actors of the feeds in the Stately inspector')
    .option('--json', 'print one JSON object a line, as imports settle')
    .action(async (args: string[], _flags: object, command: Command) => {
      const flags = command.optsWithGlobals<ImportFlags>();
      const urls = await urlsFrom(args, command);
      const options = fetchOptionsOf(shell, command);
      const inspection = flags.inspect ? await openInspection(shell, options) : null;
      try {
        await withFeedlock(
          shell,
          { ...options, ...(inspection && { inspect: inspection.inspect }) },
          async (feedlock) => {
            await inspection?.begin();
            await importFeeds(shell, feedlock, urls, flags);
            await inspection?.linger();
          },
        );
      } finally {
        await inspection?.stop();
      }
    });
