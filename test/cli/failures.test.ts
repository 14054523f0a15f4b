import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { freePort } from '../free-port.ts';
import { run } from './run.ts';
import { createSurroundings } from './surroundings.ts';

const env = createSurroundings();

/** A server that accepts connections and says nothing. */
const openSilence = async (): Promise<number> => {
  const server = createServer(() => {}).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
};

it('wrong usage is told with a hint: 2', async () => {
  const [command, nothing, number, list] = await Promise.all([
    run(['feeeds']),
    run(['import']),
    run(['import', '--concurrency', 'many', 'https://a.example/']),
    run(['import', '--file', '/nowhere/list']),
  ]);
  expect(command.stderr).toContain('Did you mean feeds?');
  expect(nothing.stderr).toContain('--file');
  expect(number.stderr).toContain('whole number');
  expect(list.stderr).toContain('read /nowhere/list: ENOENT');
  for (const { code, stdout } of [command, nothing, number, list])
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
});

it('an option that feedlock refuses is a configuration error: 78', async () => {
  const { code, stderr } = await run(['feeds', '--namespace', 'a.b'], env);
  expect(stderr).toContain('namespace is "a.b"');
  expect(code).toBe(78);
});

it('a service that cannot be reached is named within 10 s, with what to set: 69', async () => {
  const closed = await freePort();
  const silent = await openSilence();
  const began = performance.now();
  const natsAt = (port: number) => run(['feeds'], { ...env, NATS_URL: `nats://ada:secret@127.0.0.1:${port}` });
  const results = await Promise.all([
    natsAt(closed),
    natsAt(silent),
    run(['feeds'], { ...env, DATABASE_URL: `postgres://ada:secret@127.0.0.1:${closed}/feeds` }),
  ]);
  expect(performance.now() - began).toBeLessThan(10_000);

  const [refused, unanswered, postgres] = results.map(({ code, stderr }) => `${code}: ${stderr}`);
  expect(refused).toMatch(new RegExp(`^69: error: connect to NATS at 127.0.0.1:${closed}: .*NATS_URL`));
  expect(unanswered).toMatch(new RegExp(`^69: error: connect to NATS at 127.0.0.1:${silent}: .*NATS_URL`));
  expect(postgres).toMatch(new RegExp(`^69: error: connect to Postgres at 127.0.0.1:${closed}/feeds: .*DATABASE_URL`));
  for (const { stderr } of results) expect(stderr).not.toContain('secret');
});

it('the database is brought up to date without NATS, also where nothing may be embedded', async () => {
  const alone = { ...env, FEEDLOCK_EMBEDDED: '0', NATS_URL: '' };
  const { code, stderr } = await run(['migrate'], alone);
  expect(stderr).toMatch(/^schema feedlock is up to date in /);
  expect(code).toBe(0);
  const without = await run(['feeds'], alone);
  expect(without.stderr).toContain('NATS_URL is not set, and embedded services are forbidden');
  expect(without.code).toBe(78);
});
