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
  expect(none.stderr).toBe(
    'error: parse the document: it is an HTML page; it links to one feed (not-a-feed)\nhttps://site.example/posts.xml\n',
  );
  expect(missing).toMatchObject({ code: 2, stdout: '' });
  expect(missing.stderr).toMatch(/^error: read \/missing\.xml: ENOENT/);
});

it('what may be a URL without http is told so', async () => {
  const [scheme, name, path] = await Promise.all([
    run(['parse', 'ftp://ada:secret@x.invalid/']),
    run(['nosuch.invalid']),
    run(['parse', './missing.xml']),
  ]);
  for (const { code, stderr } of [scheme, name]) {
    expect(stderr).toMatch(/; a URL begins with http:\/\/ or https:\/\/\n$/);
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.not.stringContaining('secret') });
  }
  expect(path.stderr).not.toContain('http');
});

it('a URL that is none is a bad option: 78', async () => {
  const feed = feedOf('Posts', ['first']);
  expect(await run(['parse', '-', '--url', 'bad'], {}, feed)).toMatchObject({
    code: 78,
    stderr: expect.stringContaining('parse a feed: url is "bad"'),
  });
});
