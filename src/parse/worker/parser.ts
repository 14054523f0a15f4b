import { createRequire } from 'node:module';
import pLimit from 'p-limit';
import type { Piscina } from 'piscina';
import type { Document, Failure, Parsed } from '../../../machines/model.ts';
import { FeedlockError, reasonOf } from '../../errors.ts';
import { type ParseOptions, parse, sanitizeAll } from '../parse.ts';
import type { ParserOptions } from './bounds.ts';
import { createDeadline } from './deadline.ts';
import { pack, unpack } from './lines.ts';
import { type Packed, unpacked } from './packing.ts';

export interface Parser {
  /** Reads a document. What it costs too much to read is a `failed` result, as is one that is no feed. */
  parse(document: Document, options: ParseOptions, signal?: AbortSignal): Promise<Parsed>;
  /** Makes entries safe to show, each as JSON. @throws FeedlockError `parse-timeout`, `too-large`, `cancelled`, `internal` */
  sanitize(entries: string[], signal?: AbortSignal): Promise<string[]>;
  stop(): Promise<void>;
}

/** Up to so many bytes reading costs the event loop less than to send a document to a thread and its entries back. */
const inlineSize = 64 * 1024;
/** The same for making text safe to show: a few ms, whatever it is, and no thread to be started for it. */
const inlineSanitized = 8 * 1024;

/** ms until a thread that has nothing to do ends. */
const idleTimeout = 30_000;

/** What can change hands: memory that holds these bytes and nothing else. */
const whole = (bytes: Uint8Array): Uint8Array<ArrayBuffer> =>
  bytes.buffer instanceof ArrayBuffer && bytes.byteLength === bytes.buffer.byteLength
    ? new Uint8Array(bytes.buffer)
    : new Uint8Array(bytes);

/** Reads documents in threads, so that none can block this one, use up its memory or end it. */
export const createParser = ({ timeout, maxHeapMb, threads }: ParserOptions): Parser => {
  /** Made when the first document needs it. */
  let pool: Promise<Piscina> | null = null;
  const openPool = async (): Promise<Piscina> => {
    const { Piscina } = await import('piscina');
    return new Piscina({
      filename: createRequire(import.meta.url).resolve('#parser'),
      minThreads: 0,
      maxThreads: threads,
      idleTimeout,
      resourceLimits: { maxOldGenerationSizeMb: maxHeapMb },
      // A debugger or a profiler of this process is not meant for its threads.
      execArgv: [],
    });
  };
  // The pool has a queue too, but does not say when a task leaves it.
  const limit = pLimit(threads);

  const failureOf = (thrown: unknown, isLate: boolean, act: string): FeedlockError => {
    const { code } = Object(thrown);
    if (isLate) return new FeedlockError('parse-timeout', `${act}: not done within ${timeout} ms`);
    if (code === 'ERR_WORKER_OUT_OF_MEMORY')
      return new FeedlockError('too-large', `${act}: it takes more than ${maxHeapMb} MB of memory`);
    return new FeedlockError('internal', `${act}: ${reasonOf(thrown)}`, { cause: thrown });
  };

  /** `bytes` change hands, and are made when it is their turn. */
  const run = <Result>(
    name: string,
    bytes: () => Uint8Array<ArrayBuffer>,
    rest: object,
    act: string,
    signal: AbortSignal | undefined,
  ): Promise<Result> =>
    limit(async () => {
      pool ??= openPool();
      const opened = await pool;
      const deadline = createDeadline(timeout, signal);
      try {
        const own = bytes();
        return await opened.run({ ...rest, bytes: own }, { name, signal: deadline.signal, transferList: [own.buffer] });
      } catch (thrown) {
        throw signal?.aborted
          ? new FeedlockError('cancelled', `${act}: cancelled`)
          : failureOf(thrown, deadline.isOver(), act);
      } finally {
        deadline.end();
      }
    });

  const failed = (error: Failure): Parsed => ({ status: 'failed', error });

  return {
    parse: async (document, options, signal) => {
      const inline = options.sanitize ? inlineSanitized : inlineSize;
      if (document.size <= inline) return parse(document, options);
      const { bytes, ...rest } = document;
      const act = `parse ${document.url}`;
      return run<Packed>('parseDocument', () => whole(bytes), { rest, options }, act, signal).then(unpacked, failed);
    },
    sanitize: async (entries, signal) => {
      if (entries.reduce((size, { length }) => size + length, 0) <= inlineSanitized) return sanitizeAll(entries);
      const act = 'make entries safe to show';
      return unpack(await run<Uint8Array>('sanitizeEntries', () => pack(entries), {}, act, signal));
    },
    stop: async () => {
      await (await pool)?.destroy();
    },
  };
};
