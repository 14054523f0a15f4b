import { expect, test } from 'vitest';
import { nodeMachine } from '../../machines/node.ts';
import { requireProvided } from '../../src/actor/provided.ts';
import { createStage } from '../machines/feed.stage.ts';

const { logic: machine } = createStage();

test('a machine whose actors are all implemented is handed back', () => {
  expect(requireProvided(machine)).toBe(machine);
});

test('a machine without implementations is refused, naming all that it lacks', () => {
  expect(() => requireProvided(nodeMachine)).toThrow(
    new TypeError('machine node: no implementation of openServices, finishImports, flushOutbox, closeServices'),
  );
});

// Also the one that is spawned, not invoked.
test.each(Object.keys(machine.implementations.actors))('a machine that lacks %s is refused by its name', (missing) => {
  expect(() => requireProvided(machine.provide({ actors: { [missing]: undefined } }))).toThrow(
    new TypeError(`machine feed: no implementation of ${missing}`),
  );
});
