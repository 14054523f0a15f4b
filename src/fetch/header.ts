import type { IncomingHttpHeaders } from 'node:http';

/** The first one, where a server sent several. */
export const headerOf = (headers: IncomingHttpHeaders, name: string): string | null => {
  const value = headers[name];
  return (Array.isArray(value) ? value[0] : value) ?? null;
};

/** All of them as one list, as RFC 9110, 5.3 allows for headers that are lists. */
export const listHeaderOf = (headers: IncomingHttpHeaders, name: string): string | null => {
  const value = headers[name];
  return (Array.isArray(value) ? value.join(', ') : value) ?? null;
};

/** Of names and values, as they came. */
export const headerSize = (raw: unknown): number => {
  let size = 0;
  if (Array.isArray(raw)) for (const part of raw) size += part.length;
  return size;
};
