/** ms since a moment of the monotonic clock (`performance.now()`), to 0.1 ms. */
export const elapsedSince = (moment: number): number => Math.round((performance.now() - moment) * 10) / 10;
