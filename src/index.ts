export type {
  About,
  Enclosure,
  Entry,
  Episode,
  Failure,
  FailureCode,
  FeedInfo,
  FeedLink,
  FeedRef,
  Hints,
  Limits,
  Medium,
  Origin,
  Outcome,
  Person,
  Picture,
  Point,
  Settled,
} from '../machines/model.ts';
export type { Discovery } from './actor/discovery.ts';
export type { Exclusive, ExclusiveOutcome } from './actor/exclusive.ts';
export type { FeedDelays } from './actor/feed.ts';
export type { FeedActor, Inspect, RunOptions } from './actor/feeds.ts';
export type { ImportAllOptions } from './actor/imports.ts';
export type { Registered } from './actor/registry.ts';
export type { WaitOptions } from './actor/requests.ts';
export type { LimitScope } from './actor/scope.ts';
export { FeedlockError } from './errors.ts';
export { createFeedlock, type Feedlock, type Status, type StopOptions } from './feedlock.ts';
export type { FetchOptions, ProxyOptions } from './fetch/options.ts';
export type { NatsOptions } from './lock/connection.ts';
export type { Holder } from './lock/holder.ts';
export type { Logger } from './log.ts';
export type { FeedlockOptions } from './options.ts';
export type { ParserOptions } from './parse/worker/bounds.ts';
export type { EventData, EventType, FeedlockEvent } from './publish/event.ts';
export type { ReadEventsOptions } from './publish/events.ts';
export type { Backlog } from './queue/backlog.ts';
export { adviseRetry, type RetryAdvice, retryAdvice } from './retry-advice.ts';
export type { Bounds } from './schedule/estimate.ts';
export type { Health } from './serve/health.ts';
export type { NodeInfo } from './serve/nodes.ts';
export type { PostgresOptions } from './store/connection.ts';
export type { EventDetail } from './store/event-detail.ts';
export type { ListOptions } from './store/lists.ts';
export type { MoveEvidence } from './store/move-evidence.ts';
export type { PruneOptions } from './store/prune.ts';
export type { RetentionOptions } from './store/retention-options.ts';
export type { ImportRecord, RecordedMove, StoredEntry, StoredFeed, Subscription } from './store/rows.ts';
export type { Tally } from './store/tally.ts';
export type { UndoneMove } from './store/undo.ts';
