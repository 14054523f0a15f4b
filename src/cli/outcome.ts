import type { Failure, Settled } from '../../machines/model.ts';
import type { Column } from './table.ts';
import type { Terminal } from './terminal.ts';

const noCounts = { created: 0, updated: 0, unchanged: 0 };

const errorRecord = ({ code, message, httpStatus, feeds }: Failure) => ({
  code,
  message,
  ...(httpStatus && { httpStatus }),
  ...(feeds && { feeds }),
});

/** An outcome as programs read it. */
export const outcomeRecord = (settled: Settled) => {
  const { url, feedId, status, node, ms } = settled;
  const { created, updated, unchanged } = status === 'imported' ? settled : noCounts;
  return {
    url,
    feedId,
    status,
    fence: 'fence' in settled ? settled.fence : null,
    node,
    created,
    updated,
    unchanged,
    ...(status === 'skipped' && { holder: settled.holder }),
    ...(status === 'deferred' && { until: settled.until.toISOString() }),
    ...(status === 'failed' && { error: errorRecord(settled.error) }),
    ms,
  };
};

const colours = {
  imported: 'green',
  unchanged: 'dim',
  fresh: 'dim',
  skipped: 'yellow',
  deferred: 'yellow',
  gone: 'red',
  lost: 'red',
  failed: 'red',
} as const satisfies Record<Settled['status'], string>;

/** Code and reason. Messages begin with act and subject, which a line about a feed names already. */
export const problemOf = ({ code, message }: { code: string; message: string }): string =>
  message.endsWith(`: ${code}`) ? code : `${code}: ${message.replace(/^.*?: /, '')}`;

const hintsOf = ({ code, feeds = [] }: Failure): string[] => {
  if (code === 'refused-address') return ['(--allow-private allows it)'];
  return feeds.map(({ url }) => url);
};

const remark = (settled: Settled): string => {
  if (settled.status === 'failed') return [problemOf(settled.error), ...hintsOf(settled.error)].join(' ');
  if (settled.status === 'deferred') return `its host is to be left alone until ${settled.until.toISOString()}`;
  if (settled.status === 'gone') return '410 for the second time: not imported any more unless you ask';
  if (settled.status === 'skipped') return `being imported by ${settled.holder ?? 'another node'}`;
  if (settled.status === 'lost') return 'superseded: nothing was written';
  return '';
};

const countIn = (name: keyof typeof noCounts) => (settled: Settled) =>
  settled.status === 'imported' ? settled[name] : null;

/** Outcomes as people read them. */
export const outcomeColumns = ({ paint }: Terminal): Column<Settled>[] => [
  { title: 'outcome', cell: ({ status }) => status, paint: (text, { status }) => paint(colours[status], text) },
  { title: 'new', cell: countIn('created') },
  { title: 'updated', cell: countIn('updated') },
  { title: 'same', cell: countIn('unchanged') },
  { title: 'ms', cell: ({ ms }) => ms },
  { title: 'feed', cell: ({ url }) => url },
  { title: '', cell: remark, paint: (text) => paint('dim', text) },
];

/** `12 imported, 3 unchanged, 1 failed` */
export const summaryOf = (all: readonly Settled[]): string => {
  const counts = new Map<string, number>();
  for (const { status } of all) counts.set(status, (counts.get(status) ?? 0) + 1);
  return [...counts].map(([status, count]) => `${count} ${status}`).join(', ');
};
