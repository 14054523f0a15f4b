import type { ServerResponse } from 'node:http';
import { expect, it, vi } from 'vitest';
import { serveFeeds } from './feed-server.ts';
import { records, run, start } from './run.ts';
import { createSurroundings } from './surroundings.ts';

const env = createSurroundings();

it('with --json each outcome is one object a line, and a failed feed makes the exit code 3', async () => {
  await using server = await serveFeeds();
  const list = `# mine\n${server.url}/a\n${server.url}/gone # is no more\n`;
  const result = await run(['import', '--file', '-', '--json', '--concurrency', '1', 'ftp://x.example/'], env, list);

  const [ftp, good, gone, ...rest] = records(result);
  expect(rest).toEqual([]);
  expect(good).toEqual({
    url: `${server.url}/a`,
    feedId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    status: 'imported',
    fence: 1,
    node: expect.any(String),
    created: 2,
    updated: 0,
    unchanged: 0,
    ms: expect.any(Number),
  });
  expect(gone).toMatchObject({
    url: `${server.url}/gone`,
    status: 'failed',
    fence: 1,
    created: 0,
    error: { code: 'http-4xx', message: expect.stringContaining('404') },
  });
  expect(ftp).toMatchObject({ feedId: null, fence: null, error: { code: 'bad-url' } });
  expect(result.stderr).toBe('');
  expect(result.code).toBe(3);
});

it('URLs alone are imported, an OPML file beside them, each feed once; off a terminal nothing but the table is printed', async () => {
  const opml = (url: string) =>
    `<opml version="2.0"><body><outline><outline xmlUrl="${url}/b"/><outline xmlUrl="${url}/c"/></outline></body></opml>`;
  await using server = await serveFeeds(({ url }, response) => {
    response.end(`<rss version="2.0"><channel><title>${url}</title><item><title>one</title></item></channel></rss>`);
  });
  const result = await run([`${server.url}/b`, '--verbose', '--file', '-'], env, opml(server.url));

  expect(result.stdout.split('\n')).toEqual([
    expect.stringMatching(/^OUTCOME {3}NEW {2}UPDATED {2}SAME +MS {2}FEED$/),
    expect.stringMatching(/^imported {4}1 {8}0 {5}0 +\d+ {2}http:\/\/127.0.0.1:\d+\/b$/),
    expect.stringMatching(/^imported {4}1 {8}0 {5}0 +\d+ {2}http:\/\/127.0.0.1:\d+\/c$/),
    '',
  ]);
  expect(result.stderr).toContain(`debug: importing ${server.url}/c\n`);
  expect(result.stderr).toContain('2 imported\n');
  expect(result.code).toBe(0);
});

it('of two commands that want one feed, one imports it; the other is told by whom, or waits', async () => {
  const asked: ServerResponse[] = [];
  await using server = await serveFeeds((_, response) => {
    asked.push(response);
  });
  const url = `${server.url}/slow`;
  const answer = () => asked.pop()?.end('<rss version="2.0"><channel><title>slow</title></channel></rss>');
  const holder = start(['import', url, '--json'], env).result;
  await vi.waitFor(() => expect(asked).toHaveLength(1), { timeout: 5_000 });

  const waiting = start(['import', url, '--json', '--wait', '--verbose'], env);
  let heard = '';
  waiting.child.stderr.on('data', (data) => {
    heard += data;
  });
  const [skipped, locks] = await Promise.all([run(['import', url, '--json'], env), run(['locks', '--json'], env)]);
  await vi.waitFor(() => expect(heard).toContain(`${url} is already being imported by`), { timeout: 5_000 });
  answer();
  const [imported] = records(await holder);
  expect(imported).toMatchObject({ status: 'imported', fence: 1 });
  expect(records(skipped)).toEqual([
    expect.objectContaining({ status: 'skipped', fence: null, holder: imported?.node }),
  ]);
  expect(skipped.code).toBe(0);
  expect(records(locks)).toEqual([expect.objectContaining({ node: imported?.node, url })]);

  await vi.waitFor(() => expect(asked).toHaveLength(1), { timeout: 5_000 });
  answer();
  expect(records(await waiting.result)).toEqual([expect.objectContaining({ status: 'unchanged', fence: 2 })]);
});
