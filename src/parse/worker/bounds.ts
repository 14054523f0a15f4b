import { availableParallelism } from 'node:os';

export interface ParserOptions {
  /** Longest time for one document, in ms, from when a thread takes it up. @default 10_000 */
  timeout: number;
  /** Largest heap of a thread, in MB. @default 256 */
  maxHeapMb: number;
  /** Documents that are read at a time, each in a thread of its own. @default cores − 1, 1 to 4 */
  threads: number;
}

export const defaultParserOptions: ParserOptions = {
  timeout: 10_000,
  maxHeapMb: 256,
  threads: Math.max(1, Math.min(4, availableParallelism() - 1)),
};
