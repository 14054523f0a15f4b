import type { Command } from 'commander';
import type { Status } from '../feedlock.ts';
import { addWatchOptions, type WatchFlags, watch } from './list-options.ts';
import { optionsOf, type Shell, withFeedlock } from './shell.ts';
import { type Column, printRows } from './table.ts';

interface Figure {
  name: string;
  count: number;
  meaning: string;
}

const columns: Column<Figure>[] = [
  { title: 'what', cell: ({ name }) => name },
  { title: 'how many', cell: ({ count }) => count },
  { title: '', cell: ({ meaning }) => meaning },
];

const figuresOf = ({ queue, ...status }: Status): Figure[] => [
  { name: 'nodes', count: status.nodes, meaning: 'run and are alive' },
  { name: 'feeds', count: status.feeds, meaning: 'are known' },
  { name: 'polled', count: status.polled, meaning: 'of them are on the schedule' },
  { name: 'paused', count: status.paused, meaning: 'are kept from it' },
  { name: 'due', count: status.due, meaning: 'are to be imported now' },
  { name: 'late', count: status.late, meaning: 'are due for more than a minute' },
  { name: 'queued', count: queue.waiting, meaning: 'wait for a free node' },
  { name: 'running', count: queue.running, meaning: 'are being imported from the queue' },
  { name: 'failing', count: status.failing, meaning: 'failed the last time' },
  { name: 'gone', count: status.gone, meaning: 'are gone, said their servers' },
  { name: 'outbox', count: status.outbox, meaning: 'committed events are not yet on NATS' },
];

export const addStatus = (program: Command, shell: Shell): Command =>
  addWatchOptions(program.command('status').summary('count what is due, queued, running, failing')).action(
    (flags: WatchFlags, command: Command) =>
      withFeedlock(shell, optionsOf(shell, command), (feedlock) =>
        watch(shell, flags, async () => {
          const status = await feedlock.status();
          if (flags.json) shell.terminal.printJson(status);
          else printRows(shell.terminal, figuresOf(status), { columns, none: '' });
        }),
      ),
  );
