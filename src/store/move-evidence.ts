/** How much it takes to believe a permanent redirect. */
export interface MoveEvidence {
  /** Imports in a row that were led to the same URL. @default 5 */
  imports: number;
  /** ms between the first of them and the last. @default 604_800_000, a week */
  ms: number;
}

export const moveEvidence = { imports: 5, ms: 7 * 86_400_000 } satisfies MoveEvidence;
