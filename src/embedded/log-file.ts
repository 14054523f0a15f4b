import { existsSync, openSync, statSync } from 'node:fs';

const largest = 1_000_000;

/** Opened to append, for a process to write to; begun anew when it has grown large. */
export const openLog = (path: string): number =>
  openSync(path, existsSync(path) && statSync(path).size > largest ? 'w' : 'a', 0o600);
