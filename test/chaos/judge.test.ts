import { describe, expect, test } from 'vitest';
import { calm, commitOf, eventOf, historyOf, settledOf, type Told } from './evidence.ts';
import type { Act, Evidence, Records } from './history.ts';
import { countDoubleVisits, countOverlaps, judge } from './judge.ts';

const given = (change: Partial<Evidence>): Evidence => ({ ...calm, ...change });
const recorded = (change: Partial<Records>, more: Partial<Evidence> = {}): Evidence => {
  const settled = change.commits?.map(({ fence, feed }) => settledOf(fence, fence, feed)) ?? calm.records.settled;
  return given({ ...more, records: { ...calm.records, settled, ...change } });
};

const rulesBroken = (evidence: Evidence) => [...new Set(judge(evidence).map(({ rule }) => rule))];
const told = (acts: readonly Act[]) =>
  acts.map(({ node, step, phase, fence }) => `${node} ${step} ${phase} ${fence ?? ''}`.trim());

const first: Told = { node: 'a', fence: 1, claim: [1, 2], fetch: [3, 4], commit: [5, 6] };
const second: Told = { node: 'b', fence: 2, claim: [11, 12], fetch: [13, 14], commit: [15, 16] };

test('nothing is wrong with two imports, one after the other', () => {
  expect(judge(calm)).toEqual([]);
});

describe('fences rise', () => {
  const rule = 'fences rise';

  test('a commit under a lower fence than the one before', () => {
    const [violation] = judge(recorded({ commits: [commitOf(2), commitOf(1)] }));
    expect(violation).toMatchObject({ rule, feed: 'feed', what: 'fence 1 was committed after fence 2' });
  });

  test('two commits under the same fence', () => {
    const { settled } = calm.records;
    expect(rulesBroken(recorded({ commits: [commitOf(1), commitOf(2), commitOf(2)], settled }))).toEqual([rule]);
  });

  test('fences of different feeds have nothing to do with each other', () => {
    const commits = [commitOf(1), commitOf(2), commitOf(1, { feed: 'other', silent: true })];
    expect(judge(recorded({ commits }))).toEqual([]);
  });

  test('a fence that was claimed twice', () => {
    const again: Told = { node: 'b', fence: 1, claim: [7, 8] };
    const [violation] = judge(given({ acts: historyOf(first, again, second) }));
    expect(violation).toMatchObject({ rule, what: 'fence 1 was claimed 2 times' });
    expect(told(violation?.acts ?? [])).toEqual(['a claim invoke', 'a claim ok 1', 'b claim invoke', 'b claim ok 1']);
  });

  test('a claim that failed has claimed nothing', () => {
    expect(judge(given({ acts: historyOf(first, { node: 'b', fence: 1, claim: [7, 8, 'fail'] }, second) }))).toEqual(
      [],
    );
  });
});

describe('imports are written under the newest fence', () => {
  const rule = 'imports are written under the newest fence';

  test('one that was written when a higher fence had been minted, which need not have come to anything', () => {
    const [violation] = judge(recorded({ settled: [settledOf(1, 2), settledOf(2)] }));
    expect(violation).toMatchObject({ rule, what: 'fence 1 was written when fence 2 had been minted' });
    expect(told(violation?.acts ?? [])).toHaveLength(8);
  });

  test('one that was written after that of a higher fence, or twice', () => {
    const late = [settledOf(2), settledOf(1)];
    expect(judge(recorded({ settled: late }))).toMatchObject([{ rule, what: 'fence 1 was written after fence 2' }]);
    const twice = [settledOf(1), settledOf(2), settledOf(2)];
    expect(judge(recorded({ settled: twice }))).toMatchObject([{ rule, what: 'fence 2 was written after fence 2' }]);
  });

  test('each feed has fences of its own', () => {
    const settled = [...calm.records.settled, settledOf(1, 1, 'other')];
    expect(judge(recorded({ settled }))).toEqual([]);
  });
});

describe('only the newest fence commits', () => {
  const rule = 'only the newest fence commits';
  const superseded: Told = { node: 'a', fence: 1, claim: [1, 2], fetch: [3, 4], commit: [13, 14] };
  const superseder: Told = { node: 'b', fence: 2, claim: [11, 12] };

  test('a commit after a higher fence had been claimed', () => {
    const [violation] = judge(given({ acts: historyOf(superseded, superseder) }));
    expect(violation).toMatchObject({ rule, what: 'fence 1 was committed, though fence 2 had been claimed before' });
    expect(told(violation?.acts ?? [])).toEqual([
      'a claim invoke',
      'a claim ok 1',
      'b claim invoke',
      'b claim ok 2',
      'a commit invoke 1',
      'a commit ok 1',
    ]);
  });

  test('a commit that nobody heard of, and that the database has', () => {
    for (const end of ['info', null] as const) {
      const acts = historyOf({ ...superseded, commit: [13, 14, end] }, superseder);
      expect(rulesBroken(given({ acts }))).toContain(rule);
    }
  });

  test('a commit that nobody heard of, and that the database has not', () => {
    const acts = historyOf({ ...superseded, commit: [13, 14, 'info'] }, second);
    expect(judge(recorded({ commits: [commitOf(2)] }, { acts, announced: [eventOf(2)] }))).toEqual([]);
  });

  test('a commit that was refused', () => {
    const acts = historyOf({ ...superseded, commit: [13, 14, 'fail'] }, second);
    expect(judge(recorded({ commits: [commitOf(2)] }, { acts, announced: [eventOf(2)] }))).toEqual([]);
  });

  test('a commit that was under way while the higher fence was claimed may have been first', () => {
    const acts = historyOf({ ...first, commit: [5, 14] }, second);
    expect(judge(given({ acts }))).toEqual([]);
  });

  test('a claim of a higher fence that nobody heard of may have come later', () => {
    const acts = historyOf(superseded, { node: 'b', fence: 2, claim: [11, 12, 'info'] });
    expect(rulesBroken(given({ acts }))).not.toContain(rule);
  });
});

describe('committed imports never interleave', () => {
  const rule = 'committed imports never interleave';
  const long: Told = { ...first, commit: [17, 18] };

  test('one that was committed between the claim and the commit of another', () => {
    const violation = judge(given({ acts: historyOf(long, second) })).find((one) => one.rule === rule);
    expect(violation).toMatchObject({ what: expect.stringContaining('under the fences 1 and 2') });
    expect(told(violation?.acts ?? [])).toHaveLength(8);
  });

  test('a claim that was under way during the commit before it may have come later', () => {
    expect(judge(given({ acts: historyOf({ ...first, commit: [5, 15] }, { ...second, claim: [4, 12] }) }))).toEqual([]);
  });

  test('one that was not committed may be anywhere', () => {
    const acts = historyOf({ ...long, commit: [17, 18, 'fail'] }, second);
    expect(judge(recorded({ commits: [commitOf(2)] }, { acts, announced: [eventOf(2)] }))).toEqual([]);
  });
});

describe('outcomes are true', () => {
  const acts = historyOf({ ...first, commit: [5, 6, 'fail'] }, second);

  test('a commit that was said to have failed and stands', () => {
    const [violation] = judge(given({ acts }));
    expect(violation).toMatchObject({ rule: 'outcomes are true' });
    expect(told(violation?.acts ?? [])).toEqual(['a commit invoke 1', 'a commit fail 1']);
  });

  test('a failure that was recorded, and said to have been recorded', () => {
    const commits = [commitOf(1, { outcome: 'failed' }), commitOf(2)];
    expect(rulesBroken(recorded({ commits }, { acts }))).toEqual(['outcomes are true']);
    expect(judge(recorded({ commits }))).toEqual([]);
  });

  test('a commit that was said to stand and does not', () => {
    const commits = [commitOf(2)];
    expect(judge(recorded({ commits }, { announced: [eventOf(2)] }))).toMatchObject([
      { rule: 'outcomes are true', what: 'the commit under fence 1 was said to stand, but it does not' },
    ]);
  });

  test('one that found nothing new stands without a record of its own', () => {
    const settled = [settledOf(1), settledOf(2)];
    expect(judge(recorded({ commits: [commitOf(2)], settled }, { announced: [eventOf(2)] }))).toEqual([]);
  });
});

describe('every version arrives', () => {
  const rule = 'every version arrives';

  test('a version that was never imported', () => {
    const [violation] = judge(recorded({ versions: [{ feed: 'feed', version: 1 }] }));
    expect(violation).toMatchObject({ rule, what: 'version 2 was never imported, the last one is 1' });
    expect(told(violation?.acts ?? [])).toHaveLength(6);
    expect(rulesBroken(recorded({ versions: [] }))).toEqual([rule]);
  });

  test('a version that came when all was over need not be there yet', () => {
    const versions = [...calm.versions, { feed: 'feed', version: 3, at: 21 }];
    expect(judge(given({ versions }))).toEqual([]);
  });

  test('a version that took too long after healing', () => {
    const late = { ...second, fetch: [13, 14], commit: [121, 122] } as const satisfies Told;
    expect(rulesBroken(given({ acts: historyOf(first, { ...late, fetch: [13, 14], commit: [121, 122] }) }))).toEqual([
      rule,
    ]);
    expect(judge(given({ acts: historyOf(first, { ...late, commit: [119, 120] }) }))).toEqual([]);
  });

  test('an import that recorded a failure has brought no version', () => {
    const failed: Told = { node: 'b', fence: 2, claim: [11, 12], fetch: [13, 14], commit: [15, 16] };
    const late: Told = { node: 'b', fence: 3, claim: [111, 112], fetch: [113, 114], commit: [125, 126] };
    const commits = [commitOf(1), commitOf(2, { outcome: 'failed' }), commitOf(3)];
    const announced = [eventOf(1), eventOf(2), eventOf(3)];
    expect(rulesBroken(recorded({ commits }, { acts: historyOf(first, failed, late), announced }))).toEqual([rule]);
  });
});

describe('events match commits', () => {
  const rule = 'events match commits';

  test('a commit without its event', () => {
    const [violation] = judge(given({ announced: [eventOf(2)] }));
    expect(violation).toMatchObject({ rule, what: 'fence 1 was never announced' });
    expect(told(violation?.acts ?? [])).toHaveLength(4);
  });

  test('a commit that had nothing to announce', () => {
    const commits = [commitOf(1, { silent: true }), commitOf(2)];
    expect(judge(recorded({ commits }, { announced: [eventOf(2)] }))).toEqual([]);
  });

  test('an event without its commit', () => {
    const violations = judge(given({ announced: [eventOf(1), eventOf(2), eventOf(3)] }));
    expect(violations).toMatchObject([{ rule, what: 'fence 3 was announced, but never committed' }]);
  });

  test('a commit one of whose events is missing', () => {
    expect(rulesBroken(given({ announced: [eventOf(1), eventOf(2, 0), eventOf(2, 2)] }))).toEqual([rule]);
    expect(judge(given({ announced: [eventOf(1), eventOf(2, 0), eventOf(2, 1), eventOf(2, 2)] }))).toEqual([]);
  });

  test('events that are left', () => {
    expect(judge(recorded({ outbox: 2 }))).toMatchObject([{ rule, what: '2 events are still to be published' }]);
  });
});

describe('events keep their order', () => {
  const rule = 'events keep their order';

  test('an event before one of a lower fence, or of a lower index', () => {
    const violations = judge(given({ announced: [eventOf(2), eventOf(1)] }));
    expect(violations).toMatchObject([{ rule }]);
    expect(told(violations[0]?.acts ?? [])).toHaveLength(8);
    expect(rulesBroken(given({ announced: [eventOf(1), eventOf(2, 1), eventOf(2, 0)] }))).toEqual([rule]);
  });

  test('an event may come again later', () => {
    expect(judge(given({ announced: [eventOf(1), eventOf(2), eventOf(1), eventOf(2)] }))).toEqual([]);
  });

  test('each feed has an order of its own', () => {
    const commits = [...calm.records.commits, commitOf(1, { feed: 'other' })];
    const announced = [eventOf(1), eventOf(2), eventOf(1, 0, 'other')];
    expect(judge(recorded({ commits }, { announced }))).toEqual([]);
  });
});

test('an entry that was answered to an import which was committed, and is not there', () => {
  const visit = { feed: 'feed', node: 'a', from: 3.2, to: 3.8, entries: ['one', 'two'] };
  expect(judge(given({ visits: [visit] }))).toMatchObject([
    { rule: 'entries are there once', what: 'entry two is there 0 times' },
  ]);
  const refused = historyOf({ ...first, commit: [5, 6, 'fail'] }, second);
  const others = { commits: [commitOf(2)] };
  expect(judge(recorded(others, { visits: [visit], acts: refused, announced: [eventOf(2)] }))).toEqual([]);
});

test('an entry that is there twice, or not at all', () => {
  for (const count of [0, 2]) {
    const entries = [{ feed: 'feed', identity: 'one', count }];
    expect(judge(recorded({ entries }))).toMatchObject([
      { rule: 'entries are there once', what: `entry one is there ${count} times` },
    ]);
  }
});

describe('fetches overlap in faulted windows only', () => {
  const rule = 'fetches overlap in faulted windows only';
  const frozen: Told = { node: 'a', fence: 1, claim: [1, 2], fetch: [3, 30], commit: [31, 32, 'fail'] };
  const successor: Told = { node: 'b', fence: 2, claim: [11, 12], fetch: [13, 20], commit: [21, 22] };
  const overlapping = (windows: Evidence['windows'], runs: Told[] = [frozen, successor]) =>
    recorded({ commits: [commitOf(2)] }, { acts: historyOf(...runs), announced: [eventOf(2)], windows });

  test('two at once, and nothing had happened', () => {
    const violations = judge(overlapping([]));
    expect(violations).toMatchObject([
      { rule, what: 'a and b fetched at once for 7 ms, and nothing had happened to them' },
    ]);
    expect(told(violations[0]?.acts ?? [])).toHaveLength(8);
    expect(countOverlaps(overlapping([]))).toEqual({ unexplained: 1 });
  });

  test('a window of one of the two nodes, or of all, explains it', () => {
    for (const node of ['a', 'b', null]) {
      const evidence = overlapping([{ fault: 'pause', node, from: 5, to: 25 }]);
      expect(judge(evidence)).toEqual([]);
      expect(countOverlaps(evidence)).toEqual({ pause: 1 });
    }
  });

  test('a window of other imports does not', () => {
    const pause = { fault: 'pause', node: 'a', from: 5, to: 25 };
    expect(judge(overlapping([{ ...pause, runs: ['a feed 1'] }]))).toEqual([]);
    expect(rulesBroken(overlapping([{ ...pause, runs: ['a other 1'] }]))).toEqual([rule]);
  });

  test('a window of another node, or of another time, does not', () => {
    expect(rulesBroken(overlapping([{ fault: 'pause', node: 'c', from: 5, to: 25 }]))).toEqual([rule]);
    expect(rulesBroken(overlapping([{ fault: 'pause', node: 'a', from: 5, to: 13 }]))).toEqual([rule]);
  });

  test('a window that ends too soon does not, but two in a row may', () => {
    const short = { fault: 'pause', node: 'a', from: 5, to: 18 };
    const rest = { fault: 'bucket deleted', node: null, from: 17, to: 40 };
    expect(judge(overlapping([short]))).toMatchObject([{ rule, what: expect.stringContaining('longer than "pause"') }]);
    expect(countOverlaps(overlapping([short]))).toEqual({ unexplained: 1 });
    expect(judge(overlapping([short, rest]))).toEqual([]);
    expect(judge(overlapping([short, { ...rest, from: 19 }]))).toMatchObject([{ rule }]);
  });

  test('the fetch of a node that died goes on until its last sign', () => {
    const died: Told = { node: 'a', fence: 1, claim: [1, 2], fetch: [3, 4, null] };
    expect(judge(overlapping([], [died, successor]))).toEqual([]);
    const sign: Told = { node: 'a', feed: 'other', fence: 1, claim: [14, 15, 'fail'] };
    expect(rulesBroken(overlapping([], [died, sign, successor]))).toEqual([rule]);
  });

  test('one after the other, and different feeds, are no overlap', () => {
    expect(countOverlaps(overlapping([], [{ ...frozen, fetch: [3, 13] }, successor]))).toEqual({});
    expect(countOverlaps(overlapping([], [{ ...frozen, feed: 'other' }, successor]))).toEqual({});
  });
});

describe('visits overlap in faulted windows only', () => {
  const rule = 'visits overlap in faulted windows only';
  const visitOf = (node: string, from: number, to: number) => ({ feed: 'feed', node, from, to, entries: [] });
  const seen = (change: Partial<Evidence> = {}) =>
    given({ visits: [visitOf('a', 3.2, 14), visitOf('b', 13.2, 15)], ...change });

  test('a fetch that goes on when its import has given it up', () => {
    expect(judge(seen())).toMatchObject([
      { rule, what: 'a and b fetched at once for 1 ms, and nothing had happened to them' },
    ]);
    expect(countDoubleVisits(seen())).toEqual({ unexplained: 1 });
    expect(countOverlaps(seen())).toEqual({});
  });

  test('a window explains it, and so does a time in which the server could not hear', () => {
    const window = { fault: 'pause', node: 'a', from: 10, to: 20 };
    expect(judge(seen({ windows: [window] }))).toEqual([]);
    expect(judge(seen({ deafness: [{ ...window, node: null }] }))).toEqual([]);
    expect(countDoubleVisits(seen({ deafness: [{ ...window, node: null }] }))).toEqual({ pause: 1 });
  });
});
