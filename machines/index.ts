export { feedMachine } from './feed.ts';
export { hostMachine } from './host.ts';
export type * from './model.ts';
export { nodeMachine } from './node.ts';
