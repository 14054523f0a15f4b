export type Attributes = Record<string, string>;

/** Shared by all elements without any. */
export const noAttributes: Attributes = Object.freeze({});

/**
 * An element in the form that xml2js gives and rss-parser takes: text alone is a string, text with attributes has them
 * beside it, children are lists under their names.
 */
export type Node = string | Branch;
export interface Branch {
  $?: Attributes;
  _?: string;
  [child: string]: Node[] | Attributes | string | undefined;
}

/** Without white space around it; nothing left is `null`. */
export const trimmed = (text: string): string | null => text.trim() || null;

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

const none: readonly unknown[] = [];

/** What rss-parser hands on may be a string, a node or a list of nodes. */
export const nodesOf = (value: unknown): readonly unknown[] => {
  if (value === undefined) return none;
  return Array.isArray(value) ? value : [value];
};

export const firstOf = (value: unknown): unknown => (Array.isArray(value) ? value[0] : value);

/** The first text in it. */
export const textOf = (value: unknown): string | null => {
  if (typeof value === 'string') return trimmed(value);
  if (Array.isArray(value)) {
    for (const node of value) {
      const text = textOf(node);
      if (text !== null) return text;
    }
    return null;
  }
  return isObject(value) && typeof value._ === 'string' ? trimmed(value._) : null;
};

/** Of a name that no object inherits. */
export const childOf = (node: unknown, name: string): unknown => (isObject(node) ? node[name] : undefined);

/** Of a name that no object inherits. */
export const attributeOf = (node: unknown, name: string): string | null => {
  if (!isObject(node) || !isObject(node.$)) return null;
  const value = node.$[name];
  return typeof value === 'string' ? trimmed(value) : null;
};
