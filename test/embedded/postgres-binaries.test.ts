import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { linkLibraries } from '../../src/embedded/postgres-binaries.ts';

it('libraries that an installation without scripts left unlinked are linked, once', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'feedlock-test-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  await mkdir(join(folder, 'native', 'lib'), { recursive: true });
  await writeFile(join(folder, 'native', 'lib', 'libicu.so.60.2'), 'icu');
  const links = [{ source: 'native/lib/libicu.so.60.2', target: 'native/lib/libicu.so.60' }];
  await writeFile(join(folder, 'native', 'pg-symlinks.json'), JSON.stringify(links));

  await Promise.all([linkLibraries(folder), linkLibraries(folder)]);
  await linkLibraries(folder);
  expect(await readFile(join(folder, 'native', 'lib', 'libicu.so.60'), 'utf8')).toBe('icu');
});
