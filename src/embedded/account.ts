import { readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { FeedlockError } from '../errors.ts';

export interface Account {
  uid: number;
  gid: number;
}

/** Where PostgreSQL lives when it runs as another account that cannot enter the project's folder. */
export const systemFolder = '/var/lib/feedlock';

/** The account that PostgreSQL runs as, since it refuses root; null: we are not root. */
export const unprivilegedAccount = (): Account | null => {
  if (process.geteuid?.() !== 0) return null;
  const accounts = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'));
  for (const name of ['postgres', '_postgres', 'nobody']) {
    const [, , uid, gid] = accounts.find((account) => account[0] === name) ?? [];
    if (uid && gid) return { uid: Number(uid), gid: Number(gid) };
  }
  throw new FeedlockError(
    'embedded-services',
    'start PostgreSQL: it refuses to run as root, and there is no account "postgres" or "nobody"; ' +
      'run as another user, or set DATABASE_URL',
  );
};

/** Whether the account may pass through a folder, or execute a file, and through all that is above it. */
export const mayEnter = (path: string, { uid, gid }: Account): boolean => {
  const at = statSync(path);
  const shift = at.uid === uid ? 6 : at.gid === gid ? 3 : 0;
  return ((at.mode >> shift) & 1) === 1 && (dirname(path) === path || mayEnter(dirname(path), { uid, gid }));
};
