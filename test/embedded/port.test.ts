import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { keptPort } from '../../src/embedded/port.ts';

it('a service keeps its port, unless somebody has taken it', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'feedlock-test-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const port = await keptPort(folder, 'nats');
  expect(await keptPort(folder, 'nats')).toBe(port);

  const somebody = createServer().listen(port, '127.0.0.1');
  await once(somebody, 'listening');
  const other = await keptPort(folder, 'nats');
  somebody.close();
  expect(other).not.toBe(port);
  expect(await keptPort(folder, 'nats')).toBe(other);
});
