import fc from 'fast-check';
import { expect, test } from 'vitest';
import { pack, unpack } from '../../../src/parse/worker/lines.ts';

const json = fc.string({ unit: 'grapheme' }).map((text) => JSON.stringify(text.toWellFormed()));

test('lines are read as they were packed, however many', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(json, { minLength: 1, maxLength: 30 }), async (lines) => {
      expect(await unpack(pack(lines))).toEqual(lines);
    }),
  );
  const many = Array.from({ length: 20_000 }, (_, at) => `{"line":"${at} ${'é'.repeat(20)}"}`);
  expect(await unpack(pack(many))).toEqual(many);
});
