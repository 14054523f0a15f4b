import type { Logger } from '../../src/log.ts';

/** A logger that remembers what it was told. */
export const createLog = () => {
  const lines: string[] = [];
  const write = (level: string) => (message: string) => void lines.push(`${level} ${message}`);
  const log: Logger = { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') };
  return { log, lines };
};
