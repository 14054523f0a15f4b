import { promisify } from 'node:util';
import { brotliDecompress, constants, gunzip, inflate, inflateRaw } from 'node:zlib';
import { FeedlockError, reasonOf } from '../errors.ts';

/** What `decompress` understands, as an `Accept-Encoding` header. */
export const acceptedEncodings = 'gzip, deflate, br';

/** One upon another. More is no server's need, and a bomb's wrapping. */
const maxEncodings = 3;

/** Many bodies lack the end of their compressed stream; what came of them is read, as browsers do. */
const zlibOptions = { finishFlush: constants.Z_SYNC_FLUSH };
const brotliOptions = { finishFlush: constants.BROTLI_OPERATION_FLUSH };

const gunzipped = promisify(gunzip);
const inflated = promisify(inflate);
const inflatedRaw = promisify(inflateRaw);
const brotli = promisify(brotliDecompress);

/** Some servers name gzip over a body that they have not compressed. */
const isGzip = (bytes: Buffer): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;

/** Some servers send deflate without its zlib wrapper, whose first byte names method 8. */
const isWrapped = (bytes: Buffer): boolean => ((bytes[0] ?? 0) & 0x0f) === 8;

const decompressOnce = (bytes: Buffer, encoding: string, maxOutputLength: number): Promise<Buffer> | Buffer => {
  switch (encoding) {
    case 'gzip':
    case 'x-gzip':
      return isGzip(bytes) ? gunzipped(bytes, { ...zlibOptions, maxOutputLength }) : bytes;
    case 'deflate':
      return (isWrapped(bytes) ? inflated : inflatedRaw)(bytes, { ...zlibOptions, maxOutputLength });
    case 'br':
      return brotli(bytes, { ...brotliOptions, maxOutputLength });
    default:
      // `identity`, and labels that are none (`utf-8`): the reader of the feed finds out whether it can be read.
      return bytes;
  }
};

const complaint = (cause: unknown, encoding: string, maxBytes: number, act: string): FeedlockError =>
  cause instanceof RangeError
    ? new FeedlockError('too-large', `${act}: larger than ${maxBytes} bytes after decompression`, { cause })
    : new FeedlockError('bad-encoding', `${act}: not valid ${encoding}: ${reasonOf(cause)}`, { cause });

/** Undoes `Content-Encoding`. The output is counted while it grows: a bomb ends at `maxBytes`, not in memory. */
export const decompress = async (body: Buffer, contentEncoding: string, maxBytes: number, act: string) => {
  let bytes = body;
  try {
    const encodings = contentEncoding.toLowerCase().split(',').reverse();
    if (encodings.length > maxEncodings) throw new Error(`${encodings.length} encodings, one upon another`);
    for (const encoding of encodings) {
      if (bytes.length > 0) bytes = await decompressOnce(bytes, encoding.trim(), maxBytes);
    }
    return bytes;
  } catch (cause) {
    throw complaint(cause, contentEncoding, maxBytes, act);
  }
};
