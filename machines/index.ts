export { feedMachine } from './feed.ts';
export type * from './model.ts';
export { nodeMachine } from './node.ts';
