import type { Command } from 'commander';
import type { Settled } from '../../machines/model.ts';
import { failureOf, withoutLogin } from '../errors.ts';
import type { Feedlock } from '../feedlock.ts';
import { exitCodeOf } from './exit-code.ts';
import { addFeedArguments, urlsFrom } from './feed-arguments.ts';
import { outcomeColumns, outcomeRecord } from './outcome.ts';
import { printRegistered } from './register.ts';
import { optionsOf, type Shell, withFeedlock } from './shell.ts';
import { printRows } from './table.ts';

interface RequestFlags {
  wait?: boolean;
  json?: boolean;
}

const requestAndWait = async (
  { terminal, interrupted, endWith }: Shell,
  feedlock: Feedlock,
  urls: string[],
  json?: boolean,
) => {
  if ((await feedlock.nodes()).length === 0) terminal.note('no node runs yet: waiting for one (feedlock run)');
  // A URL that is none keeps none of the others from it.
  const refused = (url: string, thrown: unknown): Settled => {
    const error = failureOf(thrown, 'internal', `request ${withoutLogin(url)}`);
    if (error.code !== 'bad-url') throw thrown;
    return { url: withoutLogin(url), feedId: null, status: 'failed', fence: null, error, node: feedlock.node, ms: 0 };
  };
  const wait = async (url: string): Promise<Settled> => {
    const settled = await feedlock
      .requestAndWait(url, { signal: interrupted })
      .catch((thrown: unknown) => refused(url, thrown));
    if (json) terminal.printJson(outcomeRecord(settled));
    return settled;
  };
  const settled = await Promise.all(urls.map(wait));
  if (!json) printRows(terminal, settled, { columns: outcomeColumns(terminal), none: '' });
  endWith(exitCodeOf(settled));
};

export const addRequest = (program: Command, shell: Shell): Command =>
  addFeedArguments(program.command('request'))
    .summary('have feeds imported by whichever node is free')
    .description('Queues imports of feeds, each for whichever node that runs is free first.')
    .option('-w, --wait', 'wait for the outcomes')
    .option('--json', 'print one JSON object a line')
    .action(async (args: string[], { wait, json }: RequestFlags, command: Command) => {
      const urls = await urlsFrom(args, command);
      await withFeedlock(shell, optionsOf(shell, command), async (feedlock) => {
        if (wait) await requestAndWait(shell, feedlock, urls, json);
        else printRegistered(shell, await feedlock.request(urls), json);
      });
    });
