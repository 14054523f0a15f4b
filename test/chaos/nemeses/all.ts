import type { Nemesis } from '../nemesis.ts';
import { lateRelease } from './late.ts';
import { onLinks } from './links.ts';
import { onProcesses } from './process.ts';
import { inTransactions } from './rows.ts';
import { onServers } from './servers.ts';

/** All that can be done to a run. */
export const everything: readonly Nemesis[] = [
  ...onProcesses,
  ...inTransactions,
  ...onServers,
  ...onLinks,
  lateRelease,
];
