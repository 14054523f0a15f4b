/** How long what only tells of the past is kept, in ms. */
export interface RetentionOptions {
  /** The history of imports. @default 2_592_000_000, 30 days */
  imports: number;
  /** Earlier versions of entries. @default 7_776_000_000, 90 days */
  versions: number;
}

const day = 86_400_000;

export const defaultRetention: RetentionOptions = { imports: 30 * day, versions: 90 * day };
