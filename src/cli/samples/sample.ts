import type { FailureCode } from '../../../machines/model.ts';

/** A feed that feedlock brings along. */
export interface Sample {
  /** What is special about it. */
  name: string;
  /** Where it is served, `/` first. */
  path: string;
  contentType: string;
  body: string | Uint8Array;
  /** Sent, and recognised when it comes back. */
  etag?: string;
  /** How its import fails, where it must. */
  failure?: FailureCode;
}
