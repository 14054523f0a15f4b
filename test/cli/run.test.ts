import { once } from 'node:events';
import { expect, test } from 'vitest';
import { serveFeeds } from './feed-server.ts';
import { records, run, start } from './run.ts';
import { createSurroundings } from './surroundings.ts';

const env = createSurroundings();

/** The first of what it says that matches. */
const said = async (stream: NodeJS.ReadableStream, words: RegExp): Promise<RegExpExecArray> => {
  let text = '';
  for (;;) {
    const [piece] = await once(stream, 'data');
    text += piece;
    const found = words.exec(text);
    if (found) return found;
  }
};

test('a node imports what is added and what is asked for, says how it is, and ends well when it is told to', async () => {
  await using server = await serveFeeds();
  const { child, result } = start(['run', '--node', 'the-node', '--port', '0', '--json'], env);
  const imported = Promise.all([/\/a"/, /\/b"/, /\/c"/].map((feed) => said(child.stdout, feed)));
  const [, port] = await said(child.stderr, /probes: http:\/\/localhost:(\d+)[\s\S]*runs;/);
  const ready = await fetch(`http://127.0.0.1:${port}/readyz`);
  expect([ready.status, await ready.json()]).toEqual([
    200,
    { ready: true, stopping: false, nats: null, postgres: null, polling: null },
  ]);
  expect((await fetch(`http://127.0.0.1:${port}/livez`)).status).toBe(200);
  expect((await fetch(`http://127.0.0.1:${port}/`)).status).toBe(404);

  const opml = `<opml version="2.0"><body><outline xmlUrl="${server.url}/a"/><outline xmlUrl="${server.url}/b"/></body></opml>`;
  const added = await run(['add', '--opml', '-', '--json', 'ftp://x.example/'], env, opml);
  expect(records(added)).toMatchObject([
    { status: 'failed', feedId: null, error: { code: 'bad-url' } },
    { status: 'added', url: `${server.url}/a` },
    { status: 'added' },
  ]);
  expect(added.code).toBe(3);
  const asked = await run(['request', '--wait', '--json', `${server.url}/c`, 'nowhere'], env);
  expect(records(asked)).toMatchObject([
    { status: 'failed', url: 'nowhere', error: { code: 'bad-url' } },
    { status: 'imported', node: 'the-node', created: 2 },
  ]);
  expect(asked.code).toBe(3);
  await imported;

  const [nodes, status, paused, exported] = await Promise.all([
    run(['nodes', '--json'], env),
    run(['status', '--json'], env),
    run(['pause', `${server.url}/a`, 'https://nobody.example/'], env),
    run(['export', '--opml'], env),
  ]);
  expect(records(nodes)).toMatchObject([{ node: 'the-node', concurrency: 64, running: 0 }]);
  expect(records(status)).toMatchObject([{ feeds: 3, nodes: 1, failing: 0 }]);
  expect(paused.stdout).toMatch(/^paused .*\/a$/m);
  expect(paused.code).toBe(3);
  expect(exported.stdout).toContain(`xmlUrl="${server.url}/b"`);
  expect(exported.stdout).not.toContain(`${server.url}/c"`);

  child.kill('SIGTERM');
  const ended = await result;
  expect(ended.code).toBe(0);
  expect(records(ended).map(({ url }) => url)).toEqual(expect.arrayContaining([`${server.url}/a`, `${server.url}/c`]));
  const removed = await run(['remove', `${server.url}/a`, `${server.url}/b`], env);
  expect(removed.code).toBe(0);
});

test('a port that is none is bad configuration where the environment names it, but for what Kubernetes puts there', async () => {
  const { code, stderr } = await run(['run'], { ...env, FEEDLOCK_PORT: 'abc' });
  expect([code, stderr]).toEqual([78, expect.stringContaining('FEEDLOCK_PORT is "abc", must be a port, 0 to 65535')]);
  const { child, result } = start(['run'], { ...env, FEEDLOCK_PORT: 'tcp://10.0.0.1:80' });
  await said(child.stderr, /runs;/);
  child.kill('SIGTERM');
  expect(await result).toMatchObject({ code: 0, stderr: expect.not.stringContaining('probes') });
});

test('a command that is misspelt is no URL', async () => {
  const { code, stderr } = await run(['reqest', 'https://example.org/feed.xml'], env);
  expect([code, stderr]).toEqual([2, expect.stringContaining("unknown command 'reqest'\n(Did you mean request?)")]);
});

test('a list that is not there is wrong usage', async () => {
  const list = await run(['add', '--opml', '-'], env, 'https://x.example/\n');
  expect(list).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('error: read -: it is no OPML') });
  const { code, stderr } = await run(['add', '--opml', '/nowhere.opml'], env);
  expect([code, stderr]).toEqual([2, expect.stringContaining('read /nowhere.opml')]);
});
