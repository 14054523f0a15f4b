import { describe, expect, test } from 'vitest';
import { read, rss } from './document.ts';

const titles = async (body: string) => (await read(body)).entries.map(({ title }) => title);

describe('a feed that is not well-formed', () => {
  test('keeps a bare ampersand, in text and in an attribute', async () => {
    const { entries } = await read(
      rss('<item><title>Q&A & more</title><enclosure url="https://a.example/?x=1&copy=2&amp;y=3"/></item>'),
    );
    expect(entries[0]?.title).toBe('Q&A & more');
    expect(entries[0]?.enclosures[0]?.url).toBe('https://a.example/?x=1&copy=2&y=3');
  });

  test('may use the entities of HTML', async () => {
    const { entries } = await read(rss('<item><title>Caf&eacute;&nbsp;au&hellip; &bogus;</title></item>'));
    expect(entries[0]?.title).toBe('Café au… &bogus;');
  });

  test('keeps the entries that came before it broke off', async () => {
    const whole = '<item><title>One</title></item><item><title>Two</title></item>';
    expect(await titles(`<rss version="2.0"><channel>${whole}<item><title>Thr`)).toEqual(['One', 'Two']);
    expect(await titles(`<rss version="2.0"><channel>${whole}<item><title>Three</title`)).toEqual(['One', 'Two']);
    expect(await titles(`<feed><entry><title>One</title></entry><entry><content><![CDATA[cut`)).toEqual(['One']);
  });

  test('is a feed without entries if it broke off before the end of its first entry', async () => {
    const { feed, entries } = await read('<rss version="2.0"><channel><title>T</title><item><title>On');
    expect(feed.title).toBe('T');
    expect(entries).toEqual([]);
  });

  test('loses nothing to a comment or a CDATA section that never ends', async () => {
    expect(await titles('<rss><channel><!-- oh <item><title>One</title></item></channel></rss>')).toEqual(['One']);
    const item = '<item><title><![CDATA[One</title></item><item><title>Two</title></item>';
    expect(await titles(rss(item))).toEqual(['One', 'Two']);
  });

  test('may have junk before and after', async () => {
    const body = `\n<br />\n<b>Warning</b>: include() failed\n${rss('<item><title>One</title></item>')}<script>x</script>`;
    expect(await titles(body)).toEqual(['One']);
  });

  test('loses no fields to a tag that is closed twice or never', async () => {
    const item = '<item><title>A <b>b</title><description>c</i></b></description></b><guid>1</guid></title></item>';
    const { entries } = await read(rss(item + item.replace('1', '2')));
    expect(entries).toMatchObject([
      { id: '1', title: 'A b', summary: 'c' },
      { id: '2', title: 'A b', summary: 'c' },
    ]);
  });

  test('may leave the markup of a text unescaped', async () => {
    const { entries } = await read(rss('<item><description>1 <p class="x">2<br>3</p> 4</description></item>'));
    expect(entries[0]?.summary).toBe('1 <p class="x">2<br>3</p> 4');
  });

  test('may wrap its items in an element of its own', async () => {
    expect(await titles(rss('<items><item><title>One</title></item><item><title>Two</title></item></items>'))).toEqual([
      'One',
      'Two',
    ]);
  });

  test('may have no channel, or several', async () => {
    expect(await titles('<rss version="2.0"><item><title>One</title></item></rss>')).toEqual(['One']);
    const channel = (title: string) => `<channel><item><title>${title}</title></item></channel>`;
    expect(await titles(`<rss>${channel('One')}${channel('Two')}</rss>`)).toEqual(['One', 'Two']);
  });

  test('may refer to a character by its halves', async () => {
    const { entries } = await read(
      rss('<item><title>&#xD83D;&#xDE00; &#55357;&#56832; &#xD83D; &#12345;&#12345;</title></item>'),
    );
    expect(entries[0]?.title).toBe('😀 😀 \uFFFD 〹〹');
  });

  test('has no U+0000 and no lone surrogate in anything that is kept', async () => {
    const { entries } = await read(rss('<item><title>a\0b&#0;&#xD800;&#x1F600;</title><guid>\0 1 </guid></item>'));
    expect(entries[0]).toMatchObject({ title: 'ab\uFFFD\uFFFD😀', id: '1' });
  });
});

describe('one bad date', () => {
  test('does not lose an Atom feed', async () => {
    const { entries } = await read(
      '<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>1</id><published>never</published><updated>2024-01-02T03:04:05Z</updated></entry></feed>',
    );
    expect(entries).toMatchObject([{ id: '1', published: null, updated: new Date('2024-01-02T03:04:05Z') }]);
  });

  test('does not hide the next one', async () => {
    const { entries } = await read(
      rss(
        '<item xmlns:dc="http://purl.org/dc/elements/1.1/"><pubDate>soon</pubDate><dc:date>2024-01-02</dc:date></item>',
      ),
    );
    expect(entries[0]?.published).toEqual(new Date('2024-01-02'));
  });
});
