import type { IncomingHttpHeaders } from 'node:http';
import type { Limits } from '../../machines/model.ts';
import { FeedlockError } from '../errors.ts';
import { headerSize } from './header.ts';
import { createGathering, isWanted, type Reply } from './reply.ts';

/** What comes of an answer while it is taken in. */
export interface Outcomes {
  /** All that is wanted of it is there: its body if it is wanted, else its headers. */
  answered(reply: Reply): void;
  refused(error: FeedlockError): void;
  /** Of a body that is not wanted, more has come than is worth waiting for. */
  enough(): void;
}

/** Up to here, in bytes, the body of a redirect or an error is read and dropped, which costs less than another connection. */
const drainable = 64 * 1024;

/** Takes an answer in, within its limits. */
export const createReception = ({ maxBytes, maxHeaderBytes }: Limits, act: string, outcomes: Outcomes) => {
  const gathering = createGathering(maxBytes);
  let headerBytes = 0;
  let status = 0;
  let statusText = '';
  let headers: IncomingHttpHeaders = {};
  let drained = 0;

  const tooLarge = (what: string) => outcomes.refused(new FeedlockError('too-large', `${act}: ${what}`));
  const answered = () => outcomes.answered({ status, statusText, headers, body: gathering.end() });

  return {
    /** Whether the server has said anything, be it an interim answer. */
    hasBegun: (): boolean => headerBytes > 0 || status > 0,
    /** Whether a body was to follow. */
    hasHeaders: (): boolean => status > 0,
    begin(raw: unknown, code: number, text: string, received: IncomingHttpHeaders): void {
      // Those of interim answers count too: there may be any number of them.
      headerBytes += headerSize(raw);
      if (headerBytes > maxHeaderBytes) tooLarge(`headers of more than ${maxHeaderBytes} bytes`);
      if (headerBytes > maxHeaderBytes || code < 200) return;
      status = code;
      statusText = text;
      headers = received;
      const announced = Number(headers['content-length']);
      if (!isWanted(status)) answered();
      else if (announced > maxBytes) tooLarge(`announces ${announced} bytes, more than ${maxBytes}`);
      else gathering.announce(announced || 0);
    },
    add(piece: Buffer): void {
      if (isWanted(status)) {
        if (!gathering.add(piece)) tooLarge(`larger than ${maxBytes} bytes`);
        return;
      }
      drained += piece.length;
      if (drained > drainable) outcomes.enough();
    },
    end(): void {
      if (isWanted(status)) answered();
    },
  };
};
