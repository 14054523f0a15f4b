import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { AnyStateMachine } from 'xstate';
import { getStateNodes } from 'xstate/graph';
import * as machines from '../../machines/index.ts';
import * as model from '../../machines/model.ts';

const folder = new URL('../../machines/', import.meta.url);
const files = readdirSync(folder).filter((file) => file.endsWith('.ts') && file !== 'index.ts');

/** Where a source takes values from. `import type` leaves nothing behind; everything else is loaded. */
const valueSourcesOf = (source: string): string[] => {
  const code = source.replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
  const statements = code.matchAll(/^\s*(import|export)\s+(?!type\b)(?:[\w*{},\s]*?\bfrom\s*)?(['"])(.+?)\2/gm);
  const calls = code.matchAll(/\b(?:import|require)\s*\(\s*(.+?)\s*\)/g);
  return [...[...statements].map(([, , , from = '']) => from), ...[...calls].map(([, from = '']) => from)];
};

test.each([
  ["import { setup } from 'xstate';", ['xstate']],
  ["import {\n  assign,\n  type Thing,\n} from 'xstate';", ['xstate']],
  ["import type { Lease } from './model.ts';", []],
  ["import { type Lease } from './model.ts';", ['./model.ts']],
  ["import * as all from 'a';\nexport * from 'b';\nimport 'c';", ['a', 'b', 'c']],
  ["const a = await import('d');", ["'d'"]],
  ["// import { a } from 'a';\n/* import 'b' */", []],
  ["export const created = { from: 'xstate' };", []],
])('%j takes values from %j', (source, expected) => {
  expect(valueSourcesOf(source)).toEqual(expected);
});

test.each(files)('%s takes values from nothing but xstate', (file) => {
  const sources = valueSourcesOf(readFileSync(new URL(file, folder), 'utf8'));
  expect(sources).toEqual(file === 'model.ts' ? [] : ['xstate']);
});

test('the model leaves nothing behind', () => {
  expect(Object.keys(model)).toEqual([]);
});

const tops = {
  feedMachine: ['idle', 'locked', 'importing', 'released'],
  hostMachine: ['open', 'limited'],
  nodeMachine: ['starting', 'running', 'draining', 'stopped'],
} satisfies Record<keyof typeof machines, string[]>;

type Named = string | { type: string };

const typeOf = (named: Named) => (typeof named === 'string' ? named : named.type);

/** As much of a definition as a drawing needs. */
interface Drawn {
  id: string;
  states: Record<string, Drawn>;
  invoke: { src: string }[];
  transitions: { target?: string[]; guard?: Named; actions: Named[] }[];
}

const flatten = (drawn: Drawn): Drawn[] => [drawn, ...Object.values(drawn.states).flatMap(flatten)];

describe.each(Object.entries(machines) as [keyof typeof machines, AnyStateMachine][])('%s', (name, machine) => {
  test('has exactly its top-level states', () => {
    expect(Object.keys(machine.states)).toEqual(tops[name]);
  });

  test('can be drawn: its definition is JSON in which everything has a name', () => {
    const { actions, guards } = machine.implementations;
    const states = flatten(JSON.parse(JSON.stringify(machine)));
    const ids = states.map(({ id }) => id);
    expect(ids).toEqual([machine.id, ...getStateNodes(machine.root).map(({ id }) => id)]);
    for (const { id, invoke, transitions } of states) {
      for (const { src } of invoke) expect(src, id).not.toMatch(/^xstate\./);
      for (const { target = [], guard, actions: taken } of transitions) {
        expect(ids, id).toEqual(expect.arrayContaining(target.map((each) => each.replace('#', ''))));
        if (guard) expect(Object.keys(guards), id).toContain(typeOf(guard));
        for (const action of taken) expect(Object.keys(actions), id).toContain(typeOf(action));
      }
    }
  });
});
