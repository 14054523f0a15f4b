import { expect, it } from 'vitest';
import { createMachine } from 'xstate';
import { feedMachine } from '../../machines/feed.ts';
import { nodeMachine } from '../../machines/node.ts';
import { toMermaid } from '../../src/inspect/mermaid.ts';

/** What Mermaid's grammar takes of what we write: colons, semicolons and hashes in a label must be entities. */
const line = /^ *(stateDiagram-v2|state \w+ \{|\}|\[\*\] --> \w+|\w+ --> \[\*\]|\w+ --> \w+ : ([^:;#\n]|#\d+;)+)$/;

it.each([
  ['feed', feedMachine],
  ['node', nodeMachine],
])('the drawing of the %s machine is Mermaid', (_, machine) => {
  for (const text of toMermaid(machine).split('\n')) expect(text).toMatch(line);
});

it('the node machine is drawn with its nested states, done events, delays and end', () => {
  expect(toMermaid(nodeMachine)).toBe(`stateDiagram-v2
  [*] --> starting
  state draining {
    [*] --> finishing
    finishing --> flushing : finishImports done<br>finishImports failed<br>after finishDeadline
    flushing --> closing : flushOutbox done<br>flushOutbox failed<br>after 5 s
  }
  starting --> closing : STOP<br>openServices failed
  starting --> running : openServices done
  running --> draining : STOP
  closing --> stopped : closeServices done<br>closeServices failed<br>after 5 s
  stopped --> [*]`);
});

it('guards stand in brackets behind their event', () => {
  expect(toMermaid(feedMachine)).toContain('locked --> importing : claimFeed done [claimed]');
});

it('states of the same name are told apart by their paths, and signs of Mermaid’s own are escaped', () => {
  const machine = createMachine({
    id: 'door',
    initial: 'left',
    states: {
      left: {
        initial: 'open',
        states: { open: { on: { 'wind:shut; hard': 'shut' } }, shut: { always: '#door.right' } },
      },
      right: { initial: 'open', states: { open: { after: { 250: 'ajar' } }, ajar: {} } },
    },
  });
  expect(toMermaid(machine)).toBe(`stateDiagram-v2
  [*] --> left
  state left {
    [*] --> left_open
    left_open --> shut : wind#58;shut#59; hard
  }
  state right {
    [*] --> right_open
    right_open --> ajar : after 250 ms
  }
  shut --> right : always`);
});
