import { once } from 'node:events';
import { expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import { feedOf, serveFeeds } from './feed-server.ts';
import { start } from './run.ts';
import { createSurroundings } from './surroundings.ts';

const env = createSurroundings();

it('with --inspect a viewer of the printed address sees the feed’s actor, and the command ends when the import has', async () => {
  let connected = () => {};
  const viewed = new Promise<void>((resolve) => {
    connected = resolve;
  });
  await using server = await serveFeeds(async (_, response) => {
    await viewed;
    response.end(feedOf('Inspected', ['one']));
  });
  const { child, result } = start(['import', '--inspect', '--json', `${server.url}/feed?token=t0ken`], env);
  const [note] = await once(child.stderr, 'data');
  const [, address = ''] = /^inspector: http:\/\/(127\.0\.0\.1:\d+)\n/.exec(`${note}`) ?? [];

  const socket = new WebSocket(`ws://${address}`, { origin: `http://${address}` });
  const frames: string[] = [];
  socket.on('message', (data) => frames.push(`${data}`));
  await once(socket, 'open');
  await vi.waitFor(() => expect(frames.join('\n')).toContain('"fetching"'), { timeout: 5_000 });
  connected();
  await once(socket, 'close');

  expect((await result).code).toBe(0);
  expect(frames.join('\n')).toMatch(/"outcome":\{[^}]*"status":"imported"/);
  expect(frames.join('\n')).not.toContain('t0ken');
});
