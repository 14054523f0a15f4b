import type { Command } from 'commander';
import { FeedlockError, reasonOf, withoutLogin } from '../errors.ts';
import { resolveOptions } from '../options.ts';
import type { ParseFeedOptions } from '../parse/parse-feed.ts';
import { type Body, fetchBody, readBody } from './body.ts';
import { exitCodes, reportError } from './exit-code.ts';
import { printable } from './printable.ts';
import { addFetchOptions, fetchOptionsOf, type Shell, urlHint } from './shell.ts';

const bodyOf = async (place: string, shell: Shell, command: Command): Promise<Body> => {
  if (/^https?:/i.test(place)) {
    const { fetch } = resolveOptions(fetchOptionsOf(shell, command), process.env);
    return fetchBody(place, fetch, shell.interrupted);
  }
  const hint = place === '-' || /^[./~]/.test(place) ? '' : `; ${urlHint}`;
  return readBody(place).catch((error) =>
    command.error(`error: read ${withoutLogin(place)}: ${reasonOf(error).replace(/, open .*/s, '')}${hint}`),
  );
};

/** What is wrong with the feed is no fault of the command. */
const exitCodeOf = (error: unknown, { terminal }: Shell): number => {
  const code = reportError(error, terminal);
  if (error instanceof FeedlockError) for (const { url } of error.feeds ?? []) terminal.note(url);
  return error instanceof FeedlockError && code === exitCodes.unexpected ? exitCodes.someFailed : code;
};

export const addParse = (program: Command, shell: Shell): Command =>
  addFetchOptions(program.command('parse'))
    .summary('read a feed, and print it as JSON')
    .description('Reads a feed of any format and prints it as JSON. Nothing is stored, and no service is needed.')
    .argument('<place>', 'a file, a URL, or - for stdin')
    .option('--url <url>', 'where the feed comes from: relative URLs in it are resolved against that')
    .option('--content-type <type>', 'as HTTP would say it, such as "text/xml; charset=koi8-r"')
    .option('--sanitize', 'also give each content as HTML that is safe to show')
    .action(async (place: string, flags: ParseFeedOptions & { allowPrivate?: boolean }, command: Command) => {
      const { allowPrivate, ...options } = flags;
      try {
        const { bytes, ...known } = await bodyOf(place, shell, command);
        const { parseFeed } = await import('../parse/parse-feed.ts');
        const parsed = await parseFeed(bytes, { ...known, ...options });
        for (const line of JSON.stringify(parsed, null, 2).split('\n')) shell.terminal.print(printable(line));
      } catch (error) {
        shell.endWith(exitCodeOf(error, shell));
      }
    });
