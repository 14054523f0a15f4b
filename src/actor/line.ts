interface Standing<Item> {
  item: Item;
  before: Standing<Item> | null;
  after: Standing<Item> | null;
}

/** First come, first served, and no search for whoever leaves early, however long the line is. */
export const createLine = <Item>() => {
  let first: Standing<Item> | null = null;
  let last: Standing<Item> | null = null;

  return {
    /** Joins at the end; the function returned leaves, once. */
    join: (item: Item): (() => void) => {
      const standing: Standing<Item> = { item, before: last, after: null };
      if (last) last.after = standing;
      else first = standing;
      last = standing;

      return () => {
        const { before, after } = standing;
        if (before) before.after = after;
        else first = after;
        if (after) after.before = before;
        else last = before;
      };
    },
    first: (): Item | null => first?.item ?? null,
  };
};

export type Line<Item> = ReturnType<typeof createLine<Item>>;
