import type { Command } from 'commander';
import { countOf } from './shell.ts';

export interface ListFlags {
  limit: number;
  json?: boolean;
}

/** The options of commands that list rows. */
export const addListOptions = (command: Command): Command =>
  command.option('-n, --limit <n>', 'rows at the most', countOf, 100).option('--json', 'print one JSON object a line');
