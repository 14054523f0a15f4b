import { oneLine } from './printable.ts';
import type { Terminal } from './terminal.ts';

type Cell = string | number | Date | null;

export interface Column<Row> {
  title: string;
  cell(row: Row): Cell;
  /** The padded text of the cell, in colours. */
  paint?(text: string, row: Row): string;
}

/** Less room than this, in characters, is not worth cutting for. */
const leastRoom = 12;

const textOf = (cell: Cell): string => {
  if (cell === null) return '-';
  if (cell instanceof Date) return cell.toISOString().replace(/\.\d+Z$/, 'Z');
  return typeof cell === 'number' ? `${Math.round(cell)}` : oneLine(cell);
};

const cut = (text: string, room: number) => (text.length > room ? `${[...text].slice(0, room - 1).join('')}…` : text);

/**
 * Columns of text, numbers at the right of theirs and all else at the left. Free text belongs into the last one: where the
 * line ends, it is cut.
 */
export const formatTable = <Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  lineWidth: number | null,
): string[] => {
  const cells = rows.map((row) => columns.map((column) => column.cell(row)));
  const texts = [columns.map(({ title }) => title.toUpperCase()), ...cells.map((line) => line.map(textOf))];
  const isRight = columns.map((_, place) => cells.some((line) => typeof line[place] === 'number'));
  const widths = columns.map((_, place) => texts.reduce((most, line) => Math.max(most, line[place]?.length ?? 0), 0));
  const room = (lineWidth ?? Number.POSITIVE_INFINITY) - widths.slice(0, -1).reduce((sum, width) => sum + width + 2, 0);

  const align = (text: string, place: number) => {
    const width = widths[place] ?? 0;
    if (isRight[place]) return text.padStart(width);
    if (place < columns.length - 1) return text.padEnd(width);
    return room < leastRoom ? text : cut(text, room);
  };
  return texts.map((line, index) => {
    const row = rows[index - 1];
    const aligned = line.map((text, place) => {
      const shown = align(text, place);
      const paint = columns[place]?.paint;
      return paint && row !== undefined && text !== '' ? paint(shown, row) : shown;
    });
    return aligned.join('  ').trimEnd();
  });
};

/** Rows for people, or, with `json`, for programs. */
export const printRows = <Row>(
  terminal: Terminal,
  rows: readonly Row[],
  { columns, json, none }: { columns: readonly Column<Row>[]; json?: boolean | undefined; none: string },
): void => {
  if (json) for (const row of rows) terminal.printJson(row);
  else if (rows.length === 0) terminal.note(none);
  else for (const line of formatTable(columns, rows, terminal.width)) terminal.print(line);
};
