/** How many relays can work the outbox side by side. */
export const partitions = 16;

/** The outbox partition of a feed: the first hexadecimal digit of its random id. */
export const partitionOf = (feedId: string): number => Number.parseInt(feedId.slice(0, 1), partitions);
