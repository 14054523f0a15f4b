/** Deeper than any feed, and shallow enough for what each level costs the reader. */
export const maxDepth = 256;

/** Of one document; what comes after them is left out. */
export const maxEntries = 10_000;
