import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Sample } from './sample.ts';

/** Serves the samples on loopback, and remembers what it answered. */
export const serveSamples = async (samples: readonly Sample[], port: number) => {
  const answers = new Map<Sample, number>();
  const server = createServer((request, response) => {
    const sample = samples.find(({ path }) => path === request.url);
    if (!sample) {
      response.writeHead(404).end();
      return;
    }
    const { etag, contentType, body } = sample;
    const status = etag !== undefined && request.headers['if-none-match'] === etag ? 304 : 200;
    answers.set(sample, status);
    response.writeHead(status, { 'Content-Type': contentType, ...(etag !== undefined && { ETag: etag }) });
    response.end(status === 304 ? undefined : body);
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');

  const host = `127.0.0.1:${port}`;
  return {
    host,
    urlOf: ({ path }: Sample): string => `http://${host}${path}`,
    /** The status last sent. */
    answerOf: (sample: Sample): number | null => answers.get(sample) ?? null,
    stop: async (): Promise<void> => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
};

export type SampleServer = Awaited<ReturnType<typeof serveSamples>>;
