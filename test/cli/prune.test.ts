import { expect, it } from 'vitest';
import { feedOf, serveFeeds } from './feed-server.ts';
import { records, run } from './run.ts';
import { createSurroundings } from './surroundings.ts';

const env = createSurroundings();

it('older entries are pruned, and listed no more', async () => {
  await using server = await serveFeeds((_, response) => {
    response.end(feedOf('The feed', ['first', 'second']));
  });
  const url = `${server.url}/feed`;
  await run(['import', url], env);
  expect(await run(['prune', url, '--before', '2000-01-01'], env)).toEqual({
    code: 0,
    stdout: '',
    stderr: `0 entries of ${url} pruned\n`,
  });
  const pruned = await run(['prune', url, '--before', '2999-01-01', '--json'], env);
  expect(records(pruned)).toEqual([{ url, before: '2999-01-01T00:00:00.000Z', pruned: 2 }]);
  expect(await run(['entries', url, '--json'], env)).toMatchObject({ stdout: '' });
});

it('what is no date is refused', async () => {
  const refused = await run(['prune', 'https://site.example/', '--before', 'yesterday'], env);
  expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining('must be a date') });
});

it('a feed that nobody knows is told of as `entries` tells of it, without its login', async () => {
  const url = 'https://ada:secret@site.example/unknown';
  const told = { code: 0, stdout: '', stderr: 'no entries of https://site.example/unknown: has it been imported?\n' };
  const commands = [
    ['prune', url, '--before', '2020-01-01'],
    ['entries', url],
  ];
  for (const command of commands) expect(await run(command, env)).toEqual(told);
});
