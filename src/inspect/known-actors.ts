import type { InspectedActorEvent, InspectedSnapshotEvent } from 'xstate';

interface Known {
  registration: InspectedActorEvent;
  snapshot: InspectedSnapshotEvent | null;
}

/** The actors that a viewer who comes late is told of: how each is registered, and what it last became. */
export const createKnownActors = (limit: number) => {
  const actors = new Map<string, Known>();

  return {
    register: (registration: InspectedActorEvent) => {
      actors.set(registration.actorRef.sessionId, { registration, snapshot: null });
      const [oldest] = actors.keys();
      if (actors.size > limit && oldest !== undefined) actors.delete(oldest);
    },

    become: (event: InspectedSnapshotEvent) => {
      const { sessionId } = event.actorRef;
      const known = actors.get(sessionId);
      if (!known) return;
      const isStep = known.registration.rootId !== sessionId;
      // Steps that are done are told by their feed's own state.
      if (isStep && event.snapshot.status !== 'active') actors.delete(sessionId);
      else known.snapshot = event;
    },

    all: (): Iterable<Known> => actors.values(),
  };
};
