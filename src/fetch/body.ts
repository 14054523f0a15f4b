import { promisify } from 'node:util';
import * as zlib from 'node:zlib';
import type { Limits } from '../../machines/model.ts';
import { FeedlockError, reasonOf } from '../errors.ts';

/** One upon another. More is no server's need, and a bomb's wrapping. */
const maxEncodings = 3;

/** Up to here, in bytes, no ratio is too high: a feed of nothing but blanks is small all the same. */
const freeOfRatio = 2 ** 20;

/** Many bodies lack the end of their compressed stream; what came of them is read, as browsers do. */
const zlibOptions = { finishFlush: zlib.constants.Z_SYNC_FLUSH };
const brotliOptions = { finishFlush: zlib.constants.BROTLI_OPERATION_FLUSH };

const gunzip = promisify(zlib.gunzip);
const inflate = promisify(zlib.inflate);
const inflateRaw = promisify(zlib.inflateRaw);
const brotli = promisify(zlib.brotliDecompress);

/** Node has it from version 22.15 on. */
const { zstdDecompress } = zlib as { zstdDecompress?: typeof zlib.brotliDecompress };
const zstd = zstdDecompress && promisify(zstdDecompress);
const zstdCodes = zlib.constants as { ZSTD_e_flush?: number; ZSTD_d_windowLogMax?: number };
const zstdOptions = {
  ...(zstdCodes.ZSTD_e_flush !== undefined && { finishFlush: zstdCodes.ZSTD_e_flush }),
  // 8 MiB, which is all that HTTP allows (RFC 9659).
  ...(zstdCodes.ZSTD_d_windowLogMax !== undefined && { params: { [zstdCodes.ZSTD_d_windowLogMax]: 23 } }),
};

/** What `decompress` understands, as an `Accept-Encoding` header. */
export const acceptedEncodings = `gzip, deflate, br${zstd ? ', zstd' : ''}`;

/** Some servers name gzip over a body that they have not compressed. */
const isGzip = (bytes: Buffer): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;

/** Some servers send deflate without its zlib wrapper, whose first byte names method 8. */
const isWrapped = (bytes: Buffer): boolean => ((bytes[0] ?? 0) & 0x0f) === 8;

const decompressOnce = (bytes: Buffer, encoding: string, maxOutputLength: number): Promise<Buffer> | Buffer => {
  switch (encoding) {
    case 'gzip':
    case 'x-gzip':
      return isGzip(bytes) ? gunzip(bytes, { ...zlibOptions, maxOutputLength }) : bytes;
    case 'deflate':
      return (isWrapped(bytes) ? inflate : inflateRaw)(bytes, { ...zlibOptions, maxOutputLength });
    case 'br':
      return brotli(bytes, { ...brotliOptions, maxOutputLength });
    case 'zstd':
      if (zstd) return zstd(bytes, { ...zstdOptions, maxOutputLength });
      throw new Error('not understood here');
    default:
      // `identity`, and labels that are none (`utf-8`): the reader of the feed finds out whether it can be read.
      return bytes;
  }
};

/** Undoes `Content-Encoding`. The output is counted while it grows: a bomb ends at its limit, not in memory. */
export const decompress = async (body: Buffer, contentEncoding: string, limits: Limits, act: string) => {
  const { maxBytes, maxRatio } = limits;
  const most = Math.min(maxBytes, Math.max(freeOfRatio, Math.floor(body.length * maxRatio)));
  let bytes = body;
  try {
    const encodings = contentEncoding.toLowerCase().split(',').reverse();
    if (encodings.length > maxEncodings) throw new Error(`${encodings.length} encodings, one upon another`);
    for (const encoding of encodings) {
      if (bytes.length > 0) bytes = await decompressOnce(bytes, encoding.trim(), most);
    }
    return bytes;
  } catch (cause) {
    if (!(cause instanceof RangeError)) {
      throw new FeedlockError('bad-encoding', `${act}: not valid ${contentEncoding}: ${reasonOf(cause)}`, { cause });
    }
    const reason =
      most === maxBytes
        ? `larger than ${maxBytes} bytes after decompression`
        : `larger after decompression than ${maxRatio} times its ${body.length} bytes, a ratio of more than ${maxRatio}`;
    throw new FeedlockError('too-large', `${act}: ${reason}`, { cause });
  }
};
