import { expect, it } from 'vitest';
import { type Column, formatTable } from '../../src/cli/table.ts';

interface Row {
  name: string;
  count: number | null;
  title: string;
}

const columns: Column<Row>[] = [
  { title: 'name', cell: ({ name }) => name },
  { title: 'count', cell: ({ count }) => count },
  { title: 'title', cell: ({ title }) => title },
];
const rows = [
  { name: 'a', count: 7, title: 'Line\none' },
  { name: 'longer', count: null, title: 'A title that is longer than the terminal is wide' },
];

it('columns are padded, numbers stand at the right, what is absent is a dash', () => {
  expect(formatTable(columns, rows, null)).toEqual([
    'NAME    COUNT  TITLE',
    'a           7  Line one',
    'longer      -  A title that is longer than the terminal is wide',
  ]);
});

it('the last column is cut where the terminal ends', () => {
  const lines = formatTable(columns, rows, 30);
  expect(lines[2]).toBe('longer      -  A title that i…');
  expect(lines[2]).toHaveLength(30);
});

it('a control character in a cell does not reach the terminal', () => {
  const [, line] = formatTable(columns, [{ name: '\u001b[31m', count: 1, title: '\u009b0m' }], null);
  expect(line).toBe('\\u001b[31m      1  \\u009b0m');
});
