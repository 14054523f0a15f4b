import { expect, it } from 'vitest';
import { feedOf, serveFeeds } from './feed-server.ts';
import { run } from './run.ts';

const page = '<html><link rel="alternate" type="application/rss+xml" href="https://site.example/posts.xml"></html>';

it('a feed is printed as JSON, from stdin with the URL that is given', async () => {
  const body = feedOf('Posts', ['first']).replace(
    '</item>',
    '<link>/1</link><description>&lt;b&gt;1</description></item>',
  );
  const { code, stdout, stderr } = await run(['parse', '-', '--url', 'https://site.example/'], {}, body);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(JSON.parse(stdout)).toMatchObject({
    format: 'rss',
    feed: { title: 'Posts' },
    entries: [{ id: 'first', link: 'https://site.example/1' }],
  });
});

it('a feed is fetched without any service, and its URL resolves what is relative', async () => {
  await using server = await serveFeeds((_, response) =>
    response.end(feedOf('Posts', ['first']).replace('</item>', '<link>/1</link></item>')),
  );
  const { code, stdout } = await run(['parse', `${server.url}/posts.xml`, '--allow-private'], {
    DATABASE_URL: 'postgres://127.0.0.1:1/none',
    NATS_URL: '127.0.0.1:1',
  });
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ entries: [{ id: 'first', link: `${server.url}/1` }] });
});

it('what is no feed is refused with its code, and a file that is not there is wrong usage', async () => {
  const [none, missing] = await Promise.all([run(['parse', '-'], {}, page), run(['parse', '/missing.xml'])]);
  expect(none).toMatchObject({ code: 3, stdout: '' });
  expect(none.stderr).toBe('error: parse the document: it is an HTML page; it links to one feed (not-a-feed)\n');
  expect(missing).toMatchObject({ code: 2, stdout: '' });
  expect(missing.stderr).toMatch(/^error: read \/missing\.xml: ENOENT/);
});
