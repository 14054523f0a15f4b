import type { Nemesis } from '../nemesis.ts';
import { onProcesses } from './process.ts';

export const everything: readonly Nemesis[] = [...onProcesses];
