import { Command } from 'commander';
import { version } from '../version.ts';
import { addDiscover } from './discover.ts';
import { addEntries } from './entries.ts';
import { addEvents } from './events.ts';
import { addExport } from './export.ts';
import { addFeeds } from './feeds.ts';
import { addImport } from './import.ts';
import { addImports } from './imports.ts';
import { addLocks } from './locks.ts';
import { addMachine } from './machine.ts';
import { addMigrate } from './migrate.ts';
import { addMoves } from './moves.ts';
import { addNodes } from './nodes.ts';
import { addParse } from './parse.ts';
import { addPrune } from './prune.ts';
import { addAdd, addPause, addRemove, addResume } from './register.ts';
import { addRequest } from './request.ts';
import { addRun } from './run.ts';
import { addSamples } from './samples.ts';
import { addGlobalOptions, type Shell, urlHint } from './shell.ts';
import { addStatus } from './status.ts';

const examples = `Imports RSS, Atom and JSON feeds so that no feed is ever imported by two workers at once.

Examples:
  feedlock                                        see it work, on sample feeds that it brings along
  feedlock https://example.org/feed.xml           import a feed
  feedlock add --opml feeds.opml                  put feeds on the schedule
  feedlock run                                    run a node, which imports them when they are due
  feedlock import --file feeds.opml --json        import a list, one JSON object a line
  feedlock entries https://example.org/feed.xml   read what was stored
  feedlock discover https://example.org/          find the feeds of a page
  feedlock parse feed.xml                         read a feed, and print it as JSON
  feedlock events --follow                        watch what is published
`;

const surroundings = `
Services:
  NATS_URL, DATABASE_URL    where NATS and Postgres are; embedded ones are started for those that are not named
  FEEDLOCK_EMBEDDED=0       no service is embedded: those that are needed must be named
  NATS_CREDS, NATS_NKEY, NATS_CA, NATS_CERT, NATS_KEY    files, if NATS asks for them

Nodes:
  FEEDLOCK_REPLICAS, FEEDLOCK_TTL, FEEDLOCK_QUEUE_SHARDS    the same for all of them; see the README

Fetching:
  FEEDLOCK_ALLOW    host:port pairs that may be fetched whatever their address
  HTTP_PROXY, HTTPS_PROXY, NO_PROXY    through which feeds are fetched

Exit codes:
  0 all well · 1 unexpected · 2 usage · 3 some feeds failed, were lost, are gone or not known
  69 a service is unreachable or does not start · 78 bad configuration · 130, 143 after a signal
`;

const withHint = (error: string) =>
  /^error: unknown command '.*[.:].*'/.test(error) ? `${error.trimEnd()}; ${urlHint}\n` : error;

export const createProgram = (shell: Shell): Command => {
  const program = addGlobalOptions(new Command('feedlock'))
    .usage('[command] [options]')
    .version(version)
    .helpOption('-h, --help', 'show this help')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => shell.terminal.print(text.replace(/\n$/, '')),
      writeErr: (text) => {
        for (const line of text.replace(/\n$/, '').split('\n')) shell.terminal.note(line);
      },
    })
    .configureOutput({ outputError: (text, write) => write(withHint(text)) })
    .addHelpText('beforeAll', ({ command }) => (command.parent ? '' : examples))
    .addHelpText('after', surroundings);
  for (const add of [
    addRun,
    addAdd,
    addRemove,
    addPause,
    addResume,
    addExport,
    addRequest,
    addImport,
    addDiscover,
    addFeeds,
    addEntries,
    addPrune,
    addImports,
    addMoves,
    addStatus,
    addNodes,
    addLocks,
    addEvents,
    addParse,
    addMachine,
    addMigrate,
    addSamples,
  ])
    add(program, shell);
  return program;
};

/** Without any argument the samples are shown, and URLs alone are imported. */
export const completeArguments = (args: string[], program: Command): string[] => {
  if (args.length === 0) return ['samples'];
  const isCommand = (arg: string) => program.commands.some((command) => command.name() === arg);
  const [first = ''] = args.filter((arg) => !arg.startsWith('-'));
  // A lone word before URLs is a command that is misspelt.
  const isMisspelt = /^[a-z]+$/.test(first) && args[0] === first;
  return args.some((arg) => /^https?:/i.test(arg)) && !args.some(isCommand) && !isMisspelt ? ['import', ...args] : args;
};
