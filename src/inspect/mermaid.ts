import type { AnyStateMachine, AnyStateNode, AnyTransitionDefinition as Transition } from 'xstate';

interface Edge {
  from: AnyStateNode;
  to: AnyStateNode;
  label: string;
}

/** In a drawing a state is known by its key, or, where two have the same one, by its path. */
const namesOf = (root: AnyStateNode) => {
  const count = new Map<string, number>();
  const visit = (node: AnyStateNode) => {
    count.set(node.key, (count.get(node.key) ?? 0) + 1);
    for (const child of Object.values(node.states)) visit(child);
  };
  visit(root);
  return (node: AnyStateNode) => (count.get(node.key) === 1 ? node.key : node.path.join('_')).replace(/\W/g, '_');
};

const duration = (ms: number) => (ms < 1_000 ? `${ms} ms` : `${ms / 1_000} s`);

/** Events of XState's own, in words: what an invoked actor did, or a delay that has passed. */
const eventLabel = (node: AnyStateNode, { eventType }: Transition): string => {
  const [, kind, rest = ''] = /^xstate\.(after|done\.actor|error\.actor|done\.state)\.(.*)$/.exec(eventType) ?? [];
  if (kind === undefined) return eventType || 'always';
  if (kind === 'done.state') return 'done';
  if (kind === 'after') {
    const name = rest.slice(0, -`.${node.id}`.length);
    const ms = node.machine.implementations.delays[name] ?? Number(name);
    return `after ${typeof ms === 'number' ? duration(ms) : name}`;
  }
  const source = node.invoke.find(({ id }) => id === rest)?.src ?? rest;
  return `${source} ${kind === 'done.actor' ? 'done' : 'failed'}`;
};

const guardLabel = ({ guard }: Transition): string => {
  if (!guard) return '';
  const name = typeof guard === 'object' && 'type' in guard ? guard.type : guard;
  return ` [${typeof name === 'string' ? name : 'guarded'}]`;
};

const edgesFrom = (node: AnyStateNode): Edge[] => {
  const transitions = [...[...node.transitions.values()].flat(), ...(node.always ?? [])];
  const own = transitions.flatMap((transition) =>
    (transition.target ?? []).map((to) => ({
      from: node,
      to,
      label: `${eventLabel(node, transition)}${guardLabel(transition)}`.trim(),
    })),
  );
  return [...own, ...Object.values(node.states).flatMap(edgesFrom)];
};

const isWithin = (node: AnyStateNode, parent: AnyStateNode): boolean =>
  node.parent !== undefined && (node.parent === parent || isWithin(node.parent, parent));

/** Mermaid takes a state for a part of the block in which it is first named, so an edge stands in the block that holds both ends. */
const homeOf = ({ from, to }: Edge): AnyStateNode | undefined => {
  let home = from.parent;
  while (home?.parent && !isWithin(to, home)) home = home.parent;
  return home;
};

const escaped = (label: string) => label.replace(/[:;#]/g, (sign) => `#${sign.charCodeAt(0)};`);

/** One arrow for each pair of states, with all that leads from one to the other. */
const arrows = (edges: Edge[], name: (node: AnyStateNode) => string): string[] => {
  const labels = new Map<string, string[]>();
  for (const { from, to, label } of edges) {
    const arrow = `${name(from)} --> ${name(to)}`;
    labels.set(arrow, [...(labels.get(arrow) ?? []), escaped(label)]);
  }
  return [...labels].map(([arrow, all]) => `${arrow} : ${[...new Set(all)].join('<br>')}`);
};

/**
 * A statechart as the text of a Mermaid drawing.
 *
 * @see https://mermaid.js.org/syntax/stateDiagram.html
 */
export const toMermaid = (machine: AnyStateMachine): string => {
  const name = namesOf(machine.root);
  const edges = edgesFrom(machine.root);

  const block = (node: AnyStateNode): string[] => {
    const states = Object.values(node.states);
    return [
      ...(node.initial?.target ?? []).map((initial) => `[*] --> ${name(initial)}`),
      ...states.flatMap((state) => {
        const inner = block(state);
        return inner.length === 0 ? [] : [`state ${name(state)} {`, ...inner.map((line) => `  ${line}`), '}'];
      }),
      ...arrows(
        edges.filter((edge) => homeOf(edge) === node),
        name,
      ),
      ...states.filter(({ type }) => type === 'final').map((state) => `${name(state)} --> [*]`),
    ];
  };

  return ['stateDiagram-v2', ...block(machine.root).map((line) => `  ${line}`)].join('\n');
};
