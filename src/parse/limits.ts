/** Deeper than any feed, and shallow enough for what each level costs the reader. */
export const maxDepth = 256;

/** Of one document; what comes after them is left out. */
export const maxEntries = 10_000;

/** Of a text that every entry repeats: what is longer would cost its length times the entries. */
export const inherited = (text: string | null): string | null =>
  text && (text.length > 1_000 ? text.slice(0, 1_000).toWellFormed() : text);

/** Of one document, in characters: how much of what follows is looked at to see what ends where. */
export const maxForesight = 20_000_000;
