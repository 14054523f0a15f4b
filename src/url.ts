/** `null`: it is none. `URL.canParse` would be faster, but that of Node 20 refuses letters such as ü once it has been compiled. */
export const urlOf = (text: string, base?: string): URL | null => {
  try {
    return new URL(text, base);
  } catch {
    return null;
  }
};
