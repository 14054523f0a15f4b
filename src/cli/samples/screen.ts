import type { Settled } from '../../../machines/model.ts';
import { problemOf } from '../outcome.ts';
import { type Column, formatTable } from '../table.ts';
import type { Terminal } from '../terminal.ts';
import type { Sample } from './sample.ts';

/** A sample's import beside what was expected of it. */
export interface Tried {
  sample: Sample;
  /** The HTTP status that our server sent. */
  answer: number | null;
  settled: Settled;
  expected: Settled['status'];
  isExpected: boolean;
  /** Title of the newest entry that is stored. */
  newest: string | null;
}

const remark = ({ settled, answer, newest }: Tried): string => {
  if (settled.status === 'failed') return problemOf(settled.error);
  if (settled.status !== 'unchanged') return newest ?? '';
  return answer === 304 ? 'same ETag as before' : 'same bytes as before';
};

const columnsOf = ({ paint }: Terminal): Column<Tried>[] => [
  { title: 'sample', cell: ({ sample }) => sample.name },
  { title: 'http', cell: ({ answer }) => answer },
  { title: 'fence', cell: ({ settled }) => ('fence' in settled ? settled.fence : null) },
  { title: 'new', cell: ({ settled }) => (settled.status === 'imported' ? settled.created : 0) },
  { title: 'outcome', cell: ({ settled }) => settled.status },
  {
    title: 'expected',
    cell: ({ expected, isExpected }) => `${isExpected ? '✓' : '✗'} ${expected}`,
    paint: (text, { isExpected }) => paint(isExpected ? 'green' : 'red', text),
  },
  { title: 'newest entry or reason', cell: remark },
];

/** The command as whoever reads this has called it. */
const call =
  process.env.npm_lifecycle_event === 'start'
    ? 'npm start --'
    : `${process.env.npm_command === 'exec' ? 'npx ' : ''}feedlock`;

const suggestions = (host: string): [string, string][] => [
  [call.replace(/ --$/, ''), 'again: what has not changed is not written again'],
  [`${call} entries http://${host}/cafe.xml`, 'read what was stored'],
  [`${call} https://example.org/feed.xml`, 'import a feed of your own'],
];

const verdict = (tried: readonly Tried[]): string => {
  const missed = tried.filter(({ isExpected }) => !isExpected).length;
  if (missed > 0) return `${missed} of ${tried.length} did not come out as expected.`;
  return 'Each came out as expected. The entries are in Postgres, the news of them on NATS.';
};

/** What a newcomer sees first. */
export const printScreen = (terminal: Terminal, host: string, tried: readonly Tried[]): void => {
  const { print, paint, width } = terminal;
  const next = suggestions(host);
  const longest = Math.max(...next.map(([command]) => command.length));
  const [titles = '', ...rows] = formatTable(columnsOf(terminal), tried, width === null ? null : width - 2);

  print();
  print(`  ${paint('bold', 'feedlock')}: ${tried.length} sample feeds, served by this command at http://${host},`);
  print('  each imported under a lock on NATS and committed to Postgres under a fence.');
  print();
  print(`  ${paint('dim', titles)}`);
  for (const row of rows) print(`  ${row}`);
  print();
  print(`  ${verdict(tried)}`);
  print();
  print(`  ${paint('bold', 'Try next')}`);
  for (const [command, about] of next) print(`    ${command.padEnd(longest)}   ${paint('dim', about)}`);
  print();
};
