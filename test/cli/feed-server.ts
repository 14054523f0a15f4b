import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';

export const feedOf = (title: string, entries: readonly string[]): string =>
  `<?xml version="1.0"?><rss version="2.0"><channel><title>${title}</title>${entries
    .map((entry) => `<item><guid isPermaLink="false">${entry}</guid><title>${entry}</title></item>`)
    .join('')}</channel></rss>`;

/** Every path but `/gone` is a feed with two entries. */
const answerAll: RequestListener = ({ url }, response) => {
  if (url === '/gone') response.writeHead(404).end();
  else response.end(feedOf(`Feed ${url}`, ['first', 'second']));
};

export const serveFeeds = async (answer: RequestListener = answerAll) => {
  const server = createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    [Symbol.asyncDispose]: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
};
