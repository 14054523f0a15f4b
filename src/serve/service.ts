import type { NatsConnection, Service, ServiceMsg } from 'nats';
import { failureOf, withoutCauses } from '../errors.ts';
import { type NodeMetadata, statusEndpoint } from './nodes.ts';

/** What a node does when it is asked over NATS, by name. A command gets the URLs that it is about. */
export type Commands = Record<string, (urls: string[]) => Promise<unknown>>;

interface ServiceOptions {
  namespace: string;
  node: string;
  version: string;
  concurrency: number;
  /** Requests that this node works on now. */
  running(): number;
}

/** HTTP's words for it, as the services of NATS use them. */
const badRequest = 400;
const failed = 500;

/** A JSON list of URLs, or URLs with white space between them. */
const urlsOf = (message: ServiceMsg): string[] => {
  const text = message.string().trim();
  if (!text.startsWith('[')) return text.split(/\s+/).filter(Boolean);
  const urls: unknown = JSON.parse(text);
  if (Array.isArray(urls) && urls.every((url) => typeof url === 'string')) return urls;
  throw new TypeError('not a list of URLs');
};

const answer = async (message: ServiceMsg, command: (urls: string[]) => Promise<unknown>, maxBytes: number) => {
  let urls: string[];
  try {
    urls = urlsOf(message);
  } catch {
    message.respondError(badRequest, 'bad-option: expected a JSON list of URLs, or URLs with white space between them');
    return;
  }
  try {
    const body = Buffer.from(JSON.stringify(await command(urls), withoutCauses));
    if (body.length <= maxBytes) message.respond(body);
    else
      message.respondError(failed, `too-large: it is done, but the answer has ${body.length} bytes; name fewer URLs`);
  } catch (thrown) {
    const { code, message: text } = failureOf(thrown, 'internal', 'answer');
    message.respondError(failed, `${code}: ${text}`);
  }
};

/**
 * Makes this node known to the others, and answers what it is asked on `<namespace>.commands.<name>`; of all nodes one does.
 *
 * @see https://github.com/nats-io/nats-architecture-and-design/blob/main/adr/ADR-32.md
 */
export const openService = async (
  connection: NatsConnection,
  commands: Commands,
  { namespace, node, version, concurrency, running }: ServiceOptions,
): Promise<Service> => {
  const metadata: NodeMetadata = { node, since: new Date().toISOString(), concurrency: `${concurrency}` };
  const service = await connection.services.add({
    name: namespace,
    version,
    description: 'imports feeds, each by one node at a time',
    metadata,
    statsHandler: async ({ subject }) => (subject?.endsWith(`.${statusEndpoint}`) ? { running: running() } : null),
  });
  const maxBytes = connection.info?.max_payload ?? 2 ** 20;
  // Who asked hears nothing when the connection is gone.
  const reply = (message: ServiceMsg, command: Commands[string]) =>
    answer(message, command, maxBytes).catch(() => undefined);
  const group = service.addGroup(`${namespace}.commands`);
  for (const [name, command] of Object.entries(commands))
    group.addEndpoint(name, { handler: (_error, message) => void reply(message, command) });
  return service;
};
