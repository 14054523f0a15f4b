import { expect, it } from 'vitest';
import { feedOf, serveFeeds } from './feed-server.ts';
import { records, run } from './run.ts';
import { createSurroundings } from './surroundings.ts';

const env = createSurroundings();
const page = '<html><link rel="alternate" type="application/rss+xml" href="/posts.xml" title="Posts"></html>';

const servePage = () =>
  serveFeeds(({ url }, response) => {
    if (url === '/') response.setHeader('content-type', 'text/html').end(page);
    else if (url === '/posts.xml') response.setHeader('content-type', 'text/xml').end(feedOf('Posts', ['first']));
    else response.writeHead(404).end();
  });

it('the feeds of a page are listed, and read as JSON', async () => {
  await using server = await servePage();
  const [table, json] = await Promise.all([
    run(['discover', `${server.url}/`], env),
    run(['discover', `${server.url}/`, '--json'], env),
  ]);
  const url = `${server.url}/posts.xml`;
  expect(table).toMatchObject({ code: 0, stderr: '' });
  expect(table.stdout).toMatch(new RegExp(`^TYPE +FEED +TITLE\ntext/xml +${url} +Posts\n$`));
  expect(records(json)).toEqual([{ url, title: 'Posts', type: 'text/xml' }]);
});

it('a page without feeds is said to be one, with the reason', async () => {
  await using server = await servePage();
  const none = await run(['discover', `${server.url}/missing`], env);
  expect(none).toMatchObject({ code: 3, stdout: '' });
  expect(none.stderr).toMatch(/^no feeds there: fetch .*: 404 Not Found \(http-4xx\)\n$/);
});

it('a page that is imported fails, and its feeds are named', async () => {
  await using server = await servePage();
  const table = await run(['import', `${server.url}/`], env);
  const json = await run(['import', `${server.url}/`, '--json'], env);
  expect(table.code).toBe(3);
  expect(table.stdout).toContain(`${server.url}/posts.xml`);
  const feeds = [{ url: `${server.url}/posts.xml`, title: 'Posts', type: 'application/rss+xml' }];
  expect(records(json)).toMatchObject([{ status: 'failed', error: { code: 'not-a-feed', feeds } }]);
});

it('a feed that has never moved cannot be moved back, and that is said', async () => {
  await using server = await servePage();
  const undone = await run(['moves', '--undo', `${server.url}/posts.xml`], env);
  expect(undone).toMatchObject({ code: 0, stderr: `${server.url}/posts.xml has not moved\n` });
  expect(await run(['moves'], env)).toMatchObject({ code: 0, stderr: 'no feed has moved\n' });
});
