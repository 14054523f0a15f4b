import type { Command } from 'commander';
import type { Feedlock } from '../feedlock.ts';
import type { FeedlockEvent } from '../publish/event.ts';
import { problemOf } from './outcome.ts';
import { oneLine } from './printable.ts';
import { optionsOf, type Shell, withFeedlock } from './shell.ts';

interface EventFlags {
  follow?: boolean;
  json?: boolean;
}

const newsOf = (event: FeedlockEvent): string => {
  const { type, data } = event;
  if (type === 'feedlock.feed.imported') return `${data.url} ${data.created} new, ${data.updated} updated`;
  if (type === 'feedlock.feed.moved') return `${data.from} → ${data.to}`;
  if (type === 'feedlock.feed.failed' || type === 'feedlock.feed.gone') return `${data.url} ${problemOf(data)}`;
  return [data.url, data.title].filter(Boolean).join(' ');
};

const lineOf = (event: FeedlockEvent) => [event.time, event.type.padEnd(22), oneLine(newsOf(event))].join('  ');

const printEvents = async ({ terminal, interrupted }: Shell, feedlock: Feedlock, flags: EventFlags) => {
  const { follow = false, json } = flags;
  const signal = AbortSignal.any([interrupted, terminal.unread]);
  for await (const event of feedlock.events({ since: follow ? 'new' : 'all', follow, signal })) {
    if (json) terminal.printJson(event);
    else terminal.print(lineOf(event));
  }
};

export const addEvents = (program: Command, shell: Shell): Command =>
  program
    .command('events')
    .summary('print what has been published')
    .description('Prints what has been published, by whichever node, as far back as NATS keeps it.')
    .option('-f, --follow', 'print what is published from now on, until Ctrl-C')
    .option('--json', 'print one CloudEvent a line')
    .action((flags: EventFlags, command: Command) =>
      withFeedlock(shell, optionsOf(shell, command), (feedlock) => printEvents(shell, feedlock, flags)),
    );
