import type { AnyStateMachine, SnapshotFrom, StateValue } from 'xstate';

type NameOf<Value> = Value extends string
  ? Value
  : { [Parent in keyof Value & string]: `${Parent}.${NameOf<Value[Parent]>}` }[keyof Value & string];

/** The full names of a machine's states, `idle.resting` for one. */
export type StateOf<Machine extends AnyStateMachine> = NameOf<SnapshotFrom<Machine>['value']>;

export const nameOf = (value: StateValue): string => {
  if (typeof value === 'string') return value;
  const [[parent, child] = []] = Object.entries(value);
  return child === undefined ? `${parent}` : `${parent}.${nameOf(child)}`;
};
