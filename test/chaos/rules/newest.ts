import type { Act, Violation } from '../history.ts';
import { actsOf, hasCommitted, inOrder, type Run, type Trial } from '../trial.ts';

interface Claim {
  fence: number;
  end: Act;
  run: Run;
}

const claimsOf = (runs: readonly Run[]): Claim[] =>
  runs
    .flatMap((run) => {
      const end = run.steps.claim?.end;
      return end?.phase === 'ok' && run.fence !== null ? [{ fence: run.fence, end, run }] : [];
    })
    .sort((a, b) => a.end.at - b.end.at);

/** No commit under a fence if a higher one had certainly been claimed before it was asked for. */
export const onlyNewestCommits = (trial: Trial): Violation[] =>
  [...trial.runs].flatMap(([feed, runs]) => {
    const claims = claimsOf(runs);
    return runs.flatMap((run) => {
      if (!hasCommitted(run, trial)) return [];
      const asked = run.steps.commit.invoke.at;
      const higher = claims.find(({ fence, end }) => fence > run.fence && end.at < asked);
      if (!higher) return [];
      const what = `fence ${run.fence} was committed, though fence ${higher.fence} had been claimed before`;
      const acts = inOrder([...actsOf(run, 'claim', 'commit'), ...actsOf(higher.run, 'claim')]);
      return [{ rule: 'only the newest fence commits', feed, what, acts }];
    });
  });
