import type { Finding, ReadEntry, Rhythm } from '../../machines/model.ts';
import type { Visit } from '../schedule/delay.ts';
import type { Claimed, Plan } from './feed.ts';

interface Schedule {
  delayUntilDue(visit: Visit): number;
  rhythmOf(entries: ReadEntry[], now: Date): Pick<Rhythm, 'gap' | 'newest'>;
}

/** Concludes from what an import found when to come again. */
export const createPlan =
  ({ delayUntilDue, rhythmOf }: Schedule) =>
  ({ rhythm: known, now }: Claimed, finding: Finding): Plan => {
    const planned = (change: Partial<Rhythm>, freshFor: number | null, retryAfter: number | null = null): Plan => {
      const rhythm = { ...known, ...change };
      return { rhythm, dueIn: delayUntilDue({ now, rhythm, freshFor, retryAfter }) };
    };
    switch (finding.status) {
      case 'imported': {
        const { document, feed, entries } = finding;
        const { gap, newest } = rhythmOf(entries, now);
        // A part of a feed, or one without dates, tells less than is known.
        const rhythm = { gap: gap ?? known.gap, newest: newest ?? known.newest, hints: feed.hints, failures: 0 };
        return planned(rhythm, document.freshFor);
      }
      case 'unchanged':
        return planned({ failures: 0 }, finding.freshFor);
      case 'gone':
        return planned({ failures: known.failures + 1 }, null);
      case 'failed':
        return planned({ failures: known.failures + 1 }, null, finding.limit?.ms ?? null);
    }
  };
