import { expect, it } from 'vitest';
import { parseFeedList } from '../../src/cli/feed-list.ts';

it('a list has one URL a line, with comments, blank lines and fragments', async () => {
  const list = '\ufeff# mine\r\nhttps://a.example/feed # the first\r\n\r\n  https://b.example/feed#top  \n';
  expect(await parseFeedList(list)).toEqual(['https://a.example/feed', 'https://b.example/feed#top']);
});

it('OPML gives its feeds in order, also those in folders', async () => {
  const opml = `<?xml version="1.0"?>
    <opml version="2.0"><head><title>Mine</title></head><body>
      <outline text="A" type="rss" xmlUrl="https://a.example/feed?x=1&amp;y=2"/>
      <outline text="Folder"><outline text="Inner"><outline text="B" type="rss" xmlUrl="https://b.example/feed"/></outline></outline>
      <outline text="A page" htmlUrl="https://c.example/"/>
    </body></opml>`;
  expect(await parseFeedList(opml)).toEqual(['https://a.example/feed?x=1&y=2', 'https://b.example/feed']);
});

it('a page is not taken for OPML', async () => {
  await expect(parseFeedList('<html><body>no</body></html>')).rejects.toThrow('OPML');
});
