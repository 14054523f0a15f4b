import { expect, it } from 'vitest';
import { windows1252 } from '../../src/cli/samples/windows-1252.ts';
import { run } from './run.ts';
import { createSurroundings } from './surroundings.ts';

const env = createSurroundings();

const rowsOf = (stdout: string) =>
  stdout.split('\n').flatMap((line) => {
    const [, sample, http, outcome, expected] = /^ {2}(\S.*?) {2,}(\d+) +\d+ +\d+ {2}(\w+) +✓ (\w+)/.exec(line) ?? [];
    return sample ? [[sample, http, outcome, expected]] : [];
  });

it('called with nothing, the command imports its samples; called again, it finds them unchanged', async () => {
  const { FEEDLOCK_ALLOW_PRIVATE: _, ...strict } = env;
  const first = await run([], strict);
  expect(rowsOf(first.stdout)).toEqual([
    ['RSS 2.0', '200', 'imported', 'imported'],
    ['RSS 1.0', '200', 'imported', 'imported'],
    ['Atom', '200', 'imported', 'imported'],
    ['JSON Feed', '200', 'imported', 'imported'],
    ['windows-1252', '200', 'imported', 'imported'],
    ['ETag', '200', 'imported', 'imported'],
    ['broken', '200', 'failed', 'failed'],
  ]);
  expect(first.stdout).toContain('“Soupe à l’oignon” – 4 €');
  expect(first.stdout).toContain('not-a-feed');
  expect(first.stderr).toBe('');
  expect(first.code).toBe(0);

  const second = await run([], strict);
  expect(rowsOf(second.stdout)).toEqual([
    ['RSS 2.0', '200', 'unchanged', 'unchanged'],
    ['RSS 1.0', '200', 'unchanged', 'unchanged'],
    ['Atom', '200', 'unchanged', 'unchanged'],
    ['JSON Feed', '200', 'unchanged', 'unchanged'],
    ['windows-1252', '200', 'unchanged', 'unchanged'],
    ['ETag', '304', 'unchanged', 'unchanged'],
    ['broken', '200', 'failed', 'failed'],
  ]);
  expect(second.code).toBe(0);
});

it('the windows-1252 sample has bytes that are no UTF-8 and no Latin-1 text', () => {
  const bytes = Buffer.from(windows1252.body);
  expect(() => new TextDecoder('utf-8', { fatal: true }).decode(bytes)).toThrow();
  for (const curly of [0x80, 0x85, 0x92, 0x93, 0x94, 0x96, 0x9c]) expect(bytes).toContain(curly);
});
