import { expect, it } from 'vitest';
import { oneLine, printable } from '../../src/cli/printable.ts';

it('control characters of text that others wrote are spelt out', () => {
  expect(printable('\u001b[2J\u0007 \u009b31m \u007f \u202egnp.exe')).toBe(
    '\\u001b[2J\\u0007 \\u009b31m \\u007f \\u202egnp.exe',
  );
});

it('printable JSON is the same JSON', () => {
  const value = { title: 'a\u001b[2J\u009b\u2028\u202e"\\n', 'k\u0085': 1 };
  const text = printable(JSON.stringify(value));
  expect(text).not.toMatch(/[\p{Cc}\p{Zl}\u202e]/u);
  expect(JSON.parse(text)).toEqual(value);
});

it('ordinary text in any script stays as it is', () => {
  const text = '“Soupe” – 4 € · 日本語 · שלום · 🏴';
  expect(oneLine(`  ${text}\n\t`)).toBe(text);
});
