import type { Proxy as Link } from '../../proxy.ts';
import { now } from '../clock.ts';
import { type Blow, type Nemesis, type Place, until } from '../nemesis.ts';

/** What a network does to all connections of one node to one service, and how it ends. */
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

const between = (service: string, place: Place, linksOf: (blow: Blow) => Link[]): Nemesis[] =>
  faults.map(({ name, begin, end }) => ({
    kind: `${name}: node to ${service}`,
    place,
    strike: async (blow) => {
      const { post, random, over, stage } = blow;
      const { life } = post.node;
      const links = linksOf(blow);
      const from = now();
      for (const link of links) begin(link, blow);
      await until(random.between(300, stage.ttl + 3_000), over);
      for (const link of links) end(link);
      return { node: life, from, to: now(), excuse: null, run: null };
    },
  }));

export const onLinks: readonly Nemesis[] = [
  // Through one server or through all: else the client is with the next one at once.
  ...between('NATS', 'nats link', ({ post, random }) =>
    random.next() < 0.7 ? post.links.nats : [random.pick(post.links.nats)],
  ),
  ...between('Postgres', 'postgres link', ({ post }) => [post.links.postgres]),
];
