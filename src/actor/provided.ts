import type { AnyStateMachine, AnyStateNode } from 'xstate';

const spawnedBy = (action: unknown): string[] =>
  typeof action === 'function' && 'src' in action && typeof action.src === 'string' ? [action.src] : [];

const sourcesOf = (state: AnyStateNode): string[] => [
  ...state.invoke.map(({ src }) => String(src)),
  ...state.entry.flatMap(spawnedBy),
  ...Object.values(state.states).flatMap(sourcesOf),
];

/** Machines declare their actors by type only: whether each has an implementation shows when it is first invoked, or here. */
export const requireProvided = <Machine extends AnyStateMachine>(machine: Machine): Machine => {
  const missing = sourcesOf(machine.root).filter((source) => !machine.implementations.actors[source]);
  if (missing.length > 0) throw new TypeError(`machine ${machine.id}: no implementation of ${missing.join(', ')}`);
  return machine;
};
