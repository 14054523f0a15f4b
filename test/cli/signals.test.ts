import type { ServerResponse } from 'node:http';
import { expect, it } from 'vitest';
import { feedOf, serveFeeds } from './feed-server.ts';
import { records, run, start } from './run.ts';
import { createSurroundings } from './surroundings.ts';

const env = createSurroundings();

/** A server that answers when it is told to. */
const serveSlowly = async () => {
  const asked: string[] = [];
  let first: (response: ServerResponse) => void = () => {};
  const response = new Promise<ServerResponse>((resolve) => {
    first = resolve;
  });
  const server = await serveFeeds((request, answer) => {
    asked.push(request.url ?? '');
    first(answer);
  });
  return { ...server, asked, response };
};

it('the first signal lets a running import finish, and its lock is gone afterwards', async () => {
  await using server = await serveSlowly();
  const urls = ['a', 'b', 'c'].map((name) => `${server.url}/${name}`);
  const { child, result } = start(['import', '--json', '--concurrency', '1', ...urls], env);
  const response = await server.response;
  const stopping = new Promise((resolve) => child.stderr.once('data', resolve));
  child.kill('SIGTERM');
  await stopping;
  response.end(feedOf('Slow', ['one']));

  const ended = await result;
  expect(ended.code).toBe(143);
  expect(records(ended)[0]).toMatchObject({ url: urls[0], status: 'imported', created: 1 });
  expect(server.asked).toEqual(['/a']);
  expect(await run(['locks', '--json'], env)).toMatchObject({ code: 0, stdout: '' });
});

it('the second signal ends the command at once', async () => {
  await using server = await serveSlowly();
  const { child, result } = start(['import', `${server.url}/never`], env);
  await server.response;
  const stopping = new Promise((resolve) => child.stderr.once('data', resolve));
  child.kill('SIGINT');
  await stopping;
  const asked = performance.now();
  child.kill('SIGINT');
  expect((await result).code).toBe(130);
  expect(performance.now() - asked).toBeLessThan(1_000);
});
