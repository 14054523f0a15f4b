import { styleText } from 'node:util';
import { printable } from './printable.ts';

type Style = Parameters<typeof styleText>[0];

/** stdout takes the data, stderr whatever is said about it. */
export interface Terminal {
  /** One line of data, of text that is fit to be printed. */
  print(line?: string): void;
  printJson(value: unknown): void;
  /** Empties the screen, where there is one. */
  clear(): void;
  /** One line about the work. */
  note(line: string): void;
  /** In colours, where they show: not in files and pipes, and not with NO_COLOR. */
  paint(style: Style, text: string): string;
  /** Characters in a line; `null` where lines have no end. */
  width: number | null;
  /** Where progress may be drawn; `null` where nobody sees it. */
  canvas: NodeJS.WriteStream | null;
  /** Whether somebody sees both. */
  attended: boolean;
  /** Aborts when nobody reads the data any more, as in `feedlock feeds | head -1`. */
  unread: AbortSignal;
}

const ignoreClosed = (onClosed: () => void) => (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  onClosed();
};

export const createTerminal = ({ stdout, stderr }: Record<'stdout' | 'stderr', NodeJS.WriteStream>): Terminal => {
  const unread = new AbortController();
  stdout.on(
    'error',
    ignoreClosed(() => unread.abort()),
  );
  stderr.on(
    'error',
    ignoreClosed(() => {}),
  );
  const colourful = stdout.isTTY && stdout.hasColors();

  const print = (line = ''): void => {
    if (!unread.signal.aborted) stdout.write(`${line}\n`);
  };
  return {
    print,
    clear: () => {
      if (stdout.isTTY) stdout.write('\u001b[H\u001b[2J');
    },
    printJson: (value) => print(printable(JSON.stringify(value))),
    note: (line) => {
      stderr.write(`${printable(line)}\n`);
    },
    paint: (style, text) => (colourful ? styleText(style, text) : text),
    width: stdout.isTTY ? stdout.columns : null,
    canvas: stderr.isTTY ? stderr : null,
    attended: stdout.isTTY && stderr.isTTY,
    unread: unread.signal,
  };
};
