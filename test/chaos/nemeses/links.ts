import type { Proxy as Link } from '../../proxy.ts';
import { now } from '../clock.ts';
import { type Blow, type Excuse, type Nemesis, type Place, until } from '../nemesis.ts';

/** What a network does to all connections between two parties, and how it ends. */
interface Fault {
  name: string;
  begin(link: Link, blow: Blow): void;
  end(link: Link): void;
}

/** What was under way is lost with the connection. */
const lose = (link: Link) => {
  link.cut();
  link.thaw();
};

const faults: readonly Fault[] = [
  { name: 'cut', begin: (link) => link.cut(), end: () => undefined },
  { name: 'drop', begin: (link) => link.freeze(), end: lose },
  { name: 'drop requests', begin: (link) => link.freeze('requests'), end: lose },
  { name: 'drop replies', begin: (link) => link.freeze('replies'), end: lose },
  { name: 'half-open', begin: (link) => link.freeze(), end: (link) => link.thaw() },
  { name: 'hold replies', begin: (link) => link.freeze('replies'), end: (link) => link.thaw() },
  {
    name: 'delay',
    begin: (link, { random }) => link.delay(random.between(20, 1_500)),
    end: (link) => link.delay(0),
  },
  {
    name: 'refuse',
    begin: (link) => {
      link.refuse();
      link.cut();
    },
    end: (link) => link.accept(),
  },
];

interface Parties {
  /** In words. */
  who: string;
  place: Place;
  links(blow: Blow): readonly Link[];
  /** The life of the node that it is done to; `null`: it is done to all. */
  node(blow: Blow): string | null;
  /** @default nothing is excused by it */
  excuse?: Excuse | null;
}

const between = ({ who, place, links: linksOf, node: nodeOf, excuse = null }: Parties): Nemesis[] =>
  faults.map(({ name, begin, end }) => ({
    kind: `${name}: ${who}`,
    place,
    strike: async (blow) => {
      const { random, over, stage } = blow;
      const node = nodeOf(blow);
      const links = linksOf(blow);
      const from = now();
      for (const link of links) begin(link, blow);
      await until(random.between(300, stage.ttl + 3_000), over);
      for (const link of links) end(link);
      return { node, from, to: now(), excuse, run: null };
    },
  }));

const lifeOf = ({ post }: Blow) => post.node.life;

/** Mostly all: with one alone, the client or the leader is with the next one at once. */
const oneOrAll = ({ random }: Blow, links: readonly Link[]) => (random.chance(0.7) ? links : [random.pick(links)]);

export const onLinks: readonly Nemesis[] = [
  ...between({
    who: 'node to NATS',
    place: 'nats link',
    links: (blow) => oneOrAll(blow, blow.post.links.nats),
    node: lifeOf,
  }),
  ...between({
    who: 'node to Postgres',
    place: 'postgres link',
    links: ({ post }) => [post.links.postgres],
    node: lifeOf,
  }),
  ...between({
    who: 'NATS server to NATS server',
    place: 'nats servers',
    links: (blow) => oneOrAll(blow, blow.stage.cluster.routes),
    node: () => null,
  }),
  ...between({
    who: 'node to feeds',
    place: 'feeds link',
    links: ({ stage }) => [stage.origin.link],
    node: () => null,
    excuse: 'deafness',
  }),
];
