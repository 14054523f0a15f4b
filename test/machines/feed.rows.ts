import type { EventFromLogic, OutputFrom } from 'xstate';
import type { feedMachine } from '../../machines/feed.ts';
import type { Ending as End, FailureCode, Lease } from '../../machines/model.ts';
import type { StateOf } from './states.ts';

type Implementations = Parameters<typeof feedMachine.provide>[0];
export type Actors = Required<NonNullable<Implementations['actors']>>;

export type State = StateOf<typeof feedMachine>;
export type Step = Exclude<keyof Actors, 'keepLock'>;
export type Deadline = keyof NonNullable<Implementations['delays']>;

/** What each state waits for, and what ends the wait. */
export const waits = {
  'idle.resting': null,
  'idle.waiting': { step: 'takePermit', deadline: 'permitDeadline' },
  'idle.acquiring': { step: 'acquireLock', deadline: 'acquireDeadline' },
  locked: { step: 'claimFeed', deadline: 'claimDeadline' },
  'importing.fetching': { step: 'fetchFeed', deadline: 'fetchDeadline' },
  'importing.parsing': { step: 'parseFeed', deadline: 'parseDeadline' },
  'importing.saving': { step: 'commitImport', deadline: 'commitDeadline' },
  'importing.moving': { step: 'moveFeed', deadline: 'moveDeadline' },
  released: { step: 'releaseLock', deadline: 'releaseDeadline' },
} as const satisfies Record<State, { step: Step; deadline: Deadline } | null>;

type VerdictIn<Output> = Output extends { status: infer Status extends string }
  ? Status
  : Output extends { lease: Lease }
    ? 'granted'
    : Output extends { lease: null }
      ? 'busy'
      : 'done';

/** What each step may answer. */
export type Answers = {
  [Name in Step]: { [Verdict in VerdictIn<OutputFrom<Actors[Name]>>]: OutputFrom<Actors[Name]> };
};

export type Sent = Exclude<EventFromLogic<typeof feedMachine>['type'], 'IMPORT'> | 'IMPORT permitted' | 'IMPORT queued';
type AnswerOf<Name extends Step> = { [Each in Name]: `${Each} ${(keyof Answers[Each] & string) | 'throws'}` }[Name];

/** All that can happen to a feed. */
export type Happening = Sent | AnswerOf<Step> | Deadline;

/** What can happen to a feed in a state. */
type HappeningIn<Wait> = Wait extends { step: infer Name extends Step; deadline: infer Late extends Deadline }
  ? Sent | AnswerOf<Name> | Late
  : Sent;

/** How an outcome or a finding reads in a row. */
type Ending = Exclude<End['status'], 'failed'> | `failed ${FailureCode}`;

/** The state that follows, and what is known by then of how the import ends. */
export type Expected = 'ignored' | State | `${State}: ${Ending}`;

export type Row<In extends State> = Record<HappeningIn<(typeof waits)[In]>, Expected>;
export type Table = { [In in State]: Row<In> };
