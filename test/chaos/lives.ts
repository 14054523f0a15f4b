import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Act } from './history.ts';
import type { Death } from './post.ts';

/** A time in which the event loop of a node stood still. */
export interface Stall {
  node: string;
  from: number;
  to: number;
}

/** One import by when its node was at it. */
export interface Presence {
  run: string;
  node: string;
  feed: string;
  from: number;
  /** When it ended, or its node did, or gave its last sign. */
  to: number;
  /** Its node died in it. */
  interrupted: boolean;
}

/** What all nodes have written, in the order of the shared clock. The last line of one that was killed may be half a line. */
export const readHistories = async (folder: string): Promise<{ acts: Act[]; stalls: Stall[] }> => {
  const acts: Act[] = [];
  const stalls: Stall[] = [];
  for (const file of await readdir(folder)) {
    for (const line of (await readFile(join(folder, file), 'utf8')).split('\n')) {
      if (!line.endsWith('}')) continue;
      const told = JSON.parse(line);
      if (told.stall) stalls.push({ node: told.node, ...told.stall });
      else acts.push(told);
    }
  }
  return { acts: acts.sort((a, b) => a.at - b.at), stalls };
};

const isLast = ({ step, phase }: Act) =>
  (step === 'release' && phase !== 'invoke') || (step === 'acquire' && (phase === 'fail' || phase === 'info'));

/** From the first to the last act of each import. One that its node did not survive lasted until then. */
export const presencesOf = (acts: readonly Act[], deaths: readonly Death[]): Presence[] => {
  const died = new Map(deaths.map(({ life, at }) => [life, at]));
  const runs = new Map<string, Presence>();
  for (const act of acts) {
    const { run, node, feed, at } = act;
    const known = runs.get(run);
    const last = isLast(act);
    const death = died.get(node);
    if (known === undefined)
      runs.set(run, { run, node, feed, from: at, to: death ?? at, interrupted: death !== undefined });
    else if (last) Object.assign(known, { to: at, interrupted: false });
    else if (death === undefined) known.to = at;
  }
  return [...runs.values()];
};
