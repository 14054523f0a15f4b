/** Closes what was opened, the last first. */
export const createClosing = () => {
  const ends: (() => unknown)[] = [];
  return {
    use: <Opened extends AsyncDisposable>(opened: Opened): Opened => {
      ends.push(() => opened[Symbol.asyncDispose]());
      return opened;
    },
    defer: (end: () => unknown): void => void ends.push(end),
    close: async (): Promise<void> => {
      for (const end of ends.splice(0).reverse()) await end();
    },
  };
};

export type Closing = ReturnType<typeof createClosing>;
