import { setTimeout as delay } from 'node:timers/promises';
import type { createInspector } from '@statelyai/inspect';
import type { InspectionEvent } from 'xstate';
import { FeedlockError } from '../errors.ts';
import { createKnownActors } from './known-actors.ts';
import { shown, shownSnapshot } from './shown.ts';
import { serveViewers, type Viewer } from './viewers.ts';

export interface StatelyOptions {
  /** Begins the ids of actors: XState's own begin at `x:0` in every process. */
  node: string;
  /** On loopback. @default 0, any that is free */
  port?: number;
}

/** Finished feeds that a late viewer is still shown. */
const maxKnown = 1_000;

type StatelyInspector = ReturnType<typeof createInspector>;
type StatelyEvent = Parameters<StatelyInspector['adapter']['send']>[0];

const optional = async <Module>(name: string, load: () => Promise<Module>): Promise<Module> => {
  try {
    return await load();
  } catch (cause) {
    const message = `inspect with Stately: the package ${name} is missing; npm install @statelyai/inspect ws`;
    throw new FeedlockError('bad-option', message, { cause });
  }
};

/** The frames of Stately's protocol, fit to leave the process. */
const createFrames = (node: string) => {
  const prefixed = (id: string | undefined) => id && `${node}/${id}`;

  return (event: StatelyEvent): StatelyEvent =>
    ({
      ...event,
      rootId: prefixed(event.rootId),
      sessionId: `${node}/${event.sessionId}`,
      ...('parentId' in event && { parentId: prefixed(event.parentId) }),
      ...('sourceId' in event && { sourceId: prefixed(event.sourceId) }),
      ...('event' in event && { event: shown(event.event) }),
      ...('snapshot' in event && { snapshot: shownSnapshot(event.snapshot) }),
    }) as StatelyEvent;
};

/** Serialising a snapshot costs as much as its context holds, so bodies go before. */
const lightened = (event: InspectionEvent): InspectionEvent =>
  event.type === '@xstate.snapshot'
    ? ({ ...event, snapshot: shownSnapshot(event.snapshot) } as unknown as InspectionEvent)
    : event;

/**
 * Shows actors in Stately's inspector: `inspect` goes where XState takes an inspector, `url` into a browser. As long as
 * nobody watches, an event costs one entry in a map.
 *
 * @throws FeedlockError `bad-option` without the packages `@statelyai/inspect` and `ws`
 */
export const inspectWithStately = async ({ node, port = 0 }: StatelyOptions) => {
  const stately = await optional('@statelyai/inspect', () => import('@statelyai/inspect'));
  const { WebSocketServer } = await optional('ws', () => import('ws'));
  const known = createKnownActors(maxKnown);
  const watching = new Map<Viewer, StatelyInspector>();
  const serialize = createFrames(node);
  let welcome = () => {};
  const viewed = new Promise<void>((resolve) => {
    welcome = resolve;
  });

  const onJoin = (viewer: Viewer) => {
    const inspector = stately.createInspector(
      { send: (event) => viewer.send(JSON.stringify(event)) },
      { serialize, serializationDepthLimit: 20 },
    );
    for (const { registration, snapshot } of known.all()) {
      inspector.inspect.next?.(registration);
      if (snapshot) inspector.inspect.next?.(lightened(snapshot));
    }
    watching.set(viewer, inspector);
    welcome();
  };
  const viewers = await serveViewers({ WebSocketServer, onJoin, onLeave: (viewer) => watching.delete(viewer) }, port);

  const next = (event: InspectionEvent) => {
    if (event.type === '@xstate.actor') known.register(event);
    if (event.type === '@xstate.snapshot') known.become(event);
    if (watching.size === 0) return;
    const light = lightened(event);
    for (const { inspect } of watching.values()) inspect.next?.(light);
  };

  const stop = async (): Promise<void> => {
    // The inspector sends each event from a timer of no delay; timers of one delay run in order.
    await delay(0);
    await viewers.stop();
  };
  return { url: viewers.url, inspect: { next }, viewed, stop, [Symbol.asyncDispose]: stop };
};
