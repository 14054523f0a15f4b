/** Longer texts are cut: what an inspector shows are states, not articles. */
const maxText = 300;

/** Errors may hold whole connections. */
const maxDepth = 8;

const countOf = (value: unknown) => (Array.isArray(value) ? `${value.length} of them` : null);

/** Members that never leave the process, and what is shown of them. */
const withheld = new Map<string, (value: unknown) => unknown>([
  ['credentials', (value) => (value === null ? null : 'withheld')],
  ['nonce', () => 'withheld'],
  ['bytes', (value) => (value instanceof Uint8Array ? `${value.byteLength} bytes` : null)],
  ['entries', countOf],
]);

/** A URL may carry a login before its host and a token in its query. */
const withoutSecrets = (url: string) => url.replace(/\/\/[^/?#@]*@/, '//').replace(/\?[^#]*/, '?…');

const shownText = (text: string): string => {
  const safe = text.replace(/\bhttps?:\/\/[^\s"'<>]+/gi, withoutSecrets);
  return safe.length > maxText ? `${safe.slice(0, maxText)}…` : safe;
};

const shownMembers = (value: object, depth: number): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(value).flatMap(([key, member]) => {
      if (typeof member === 'function') return [];
      const show = withheld.get(key);
      return [[key, show ? show(member) : shown(member, depth + 1)]];
    }),
  );

/** A copy that may be shown to another program: without logins, tokens and the bodies of feeds. */
export const shown = (value: unknown, depth = 0): unknown => {
  if (typeof value === 'string') return shownText(value);
  if (typeof value === 'bigint') return `${value}`;
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  if (depth === maxDepth) return '…';
  if (ArrayBuffer.isView(value)) return `${value.byteLength} bytes`;
  if (Array.isArray(value)) return value.map((member) => shown(member, depth + 1));
  const message = value instanceof Error && { name: value.name, message: shownText(value.message) };
  return { ...shownMembers(value, depth), ...message };
};

/** Of a snapshot, what an inspector draws. */
export const shownSnapshot = (snapshot: object): Record<string, unknown> => {
  const parts: Record<string, unknown> = { ...snapshot };
  const { status, value, context, output, error, historyValue } = parts;
  const children = Object.keys((parts.children as object | undefined) ?? {});
  return {
    status,
    value,
    ...(shown({ context, output, error, historyValue }) as object),
    tags: [...((parts.tags as Iterable<string> | undefined) ?? [])],
    children: Object.fromEntries(children.map((id) => [id, { id }])),
  };
};
