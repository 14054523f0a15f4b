import { expect, it, vi } from 'vitest';
import { createMachine } from 'xstate';
import { feedOf, serveFeeds } from './feed-server.ts';
import { records, run, start } from './run.ts';
import { createSurroundings } from './surroundings.ts';

const env = createSurroundings();

it('what was imported is listed: feeds, entries, history and events', async () => {
  await using server = await serveFeeds((_, response) => {
    response.end(feedOf('The feed', ['first', 'a &#x9b;31m title']));
  });
  const url = `${server.url}/feed`;
  expect(await run(['import', url], env)).toMatchObject({ code: 0 });

  const [feeds, entries, imports, events] = await Promise.all([
    run(['feeds', '--json', '--limit', '1'], env),
    run(['entries', url], env),
    run(['imports', url], env),
    run(['events'], env),
  ]);
  expect(records(feeds)).toEqual([expect.objectContaining({ url, title: 'The feed', fence: 1, doneFence: 1 })]);
  expect(records(feeds)[0]).not.toHaveProperty('credentials');
  expect(entries.stdout).toMatch(/^PUBLISHED +AUTHOR +TITLE +LINK\n/);
  expect(entries.stdout).toContain('first');
  expect(entries.stdout).not.toContain('\u009b');
  expect(imports.stdout).toMatch(new RegExp(`^\\d{4}-\\S+Z {2}imported +1 +2 +0 +0 .* ${url}$`, 'm'));
  expect(events.stdout).toMatch(new RegExp(`^\\S+Z {2}feedlock.feed.imported {2}${url} 2 new, 0 updated\n$`));
  for (const { code, stderr } of [feeds, entries, imports, events])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
});

it('events are followed until a signal ends it', async () => {
  let version = 0;
  await using server = await serveFeeds((_, response) => {
    response.end(feedOf('The feed', [`entry ${version}`]));
  });
  const { child, result } = start(['events', '--follow', '--json'], env);
  const news = vi.fn<(line: string) => void>();
  child.stdout.on('data', (data) => news(`${data}`));
  // Only what comes after it has begun to read is shown, so there must be news until it shows some.
  while (news.mock.calls.length === 0) {
    version += 1;
    await run(['import', `${server.url}/news`], env);
  }
  child.kill('SIGTERM');

  const ended = await result;
  expect(ended.code).toBe(143);
  const [event] = records(ended);
  expect(event).toMatchObject({
    specversion: '1.0',
    type: 'feedlock.feed.imported',
    data: { url: `${server.url}/news` },
  });
});

it('what nobody reads any more is not written, and that is no error', async () => {
  const { child, result } = start(['machine', 'feed', '--json']);
  child.stdout.destroy();
  expect(await result).toEqual({ code: 0, stdout: '', stderr: '' });
});

it('a statechart is printed as Mermaid, or as what XState makes a machine of', async () => {
  const [drawing, definition] = await Promise.all([
    run(['machine', 'feed', '--mermaid']),
    run(['machine', 'node', '--json']),
  ]);
  expect(drawing.stdout).toMatch(/^stateDiagram-v2\n {2}\[\*\] --> idle\n/);
  const machine = createMachine(JSON.parse(definition.stdout));
  expect([machine.id, Object.keys(machine.states)]).toEqual(['node', ['starting', 'running', 'draining', 'stopped']]);
  expect([drawing.code, definition.code]).toEqual([0, 0]);
});
