import type { Settled } from '../actor/imports.ts';
import type { Column } from './table.ts';
import type { Terminal } from './terminal.ts';

const noCounts = { created: 0, updated: 0, unchanged: 0 };

/** An outcome as programs read it. */
export const outcomeRecord = (settled: Settled) => {
  const { url, feedId, status, node, ms } = settled;
  const { created, updated, unchanged } = status === 'imported' ? settled : noCounts;
  return {
    url,
    feedId,
    status,
    fence: status === 'skipped' ? null : settled.fence,
    node,
    created,
    updated,
    unchanged,
    ...(status === 'skipped' && { holder: settled.holder }),
    ...(status === 'failed' && { error: { code: settled.error.code, message: settled.error.message } }),
    ms: Math.round(ms * 10) / 10,
  };
};

const colours = {
  imported: 'green',
  unchanged: 'dim',
  fresh: 'dim',
  skipped: 'yellow',
  lost: 'red',
  failed: 'red',
} as const satisfies Record<Settled['status'], string>;

/** Code and reason. Messages begin with act and subject, which a line about a feed names already. */
export const problemOf = ({ code, message }: { code: string; message: string }): string =>
  message.endsWith(`: ${code}`) ? code : `${code}: ${message.replace(/^.*?: /, '')}`;

const remark = (settled: Settled): string => {
  if (settled.status === 'failed') return problemOf(settled.error);
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
