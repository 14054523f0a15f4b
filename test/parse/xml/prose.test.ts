import { describe, expect, test } from 'vitest';
import { readTree } from '../../../src/parse/xml/reader.ts';
import { read, rss } from '../document.ts';

const atom = (body: string) => `<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>1</id>${body}</entry></feed>`;
const readEntry = async (body: string) => (await read(body)).entries[0];

describe('XHTML', () => {
  test('is written as HTML, in order, without prefixes and the element around it', async () => {
    const xhtml =
      '<h:div xmlns:h="http://www.w3.org/1999/xhtml">1 <h:b class="x">2<h:br/></h:b> 3 &lt; 4<h:a id="q"/>' +
      '<h:br></h:br><![CDATA[<5>]]> &amp;amp; <h:img src="a" alt="&quot;&lt;"/></h:div>';
    expect((await readEntry(atom(`<content type="xhtml">${xhtml}</content>`)))?.content).toBe(
      '1 <b class="x">2<br></b> 3 &lt; 4<a id="q"></a><br>&lt;5&gt; &amp;amp; <img src="a" alt="&quot;&lt;">',
    );
  });

  test('has scripts as HTML has them', async () => {
    const xhtml = '<div><script>if (a &lt; b &amp;&amp; c) d();</script></div>';
    expect((await readEntry(atom(`<content type="xhtml">${xhtml}</content>`)))?.content).toBe(
      '<script>if (a < b && c) d();</script>',
    );
  });

  test('may lack the element around it, or be HTML in truth', async () => {
    const contentOf = async (xhtml: string) =>
      (await readEntry(atom(`<content type="xhtml">${xhtml}</content>`)))?.content;
    expect(await contentOf('<p>1</p><p>2</p>')).toBe('<p>1</p><p>2</p>');
    expect(await contentOf('<![CDATA[<p>1 & 2</p>]]>')).toBe('<p>1 & 2</p>');
  });

  test('may be of XML of any kind', async () => {
    const svg = '<svg viewBox="0 0 1 1"><title>x</title><link/></svg>';
    expect((await readEntry(atom(`<content type="image/svg+xml">${svg}</content>`)))?.content).toBe(
      '<svg viewBox="0 0 1 1"><title>x</title><link></svg>',
    );
  });
});

describe('HTML that is not escaped', () => {
  test('stays as it is written', async () => {
    const html = '<p>1<br>2 <img src=a.png> <a href="https://a.example/?a=1&b=2">3</a></p><hr>';
    expect((await readEntry(rss(`<item><description>${html}</description></item>`)))?.summary).toBe(
      '<p>1<br>2 <img src="a.png"> <a href="https://a.example/?a=1&amp;b=2">3</a></p><hr>',
    );
  });

  test('may end a tag in another case', async () => {
    const item = '<item><description><B>1</b> <i>2</I></description><guid>1</guid></item>';
    expect(await readEntry(rss(item))).toMatchObject({ summary: '<B>1</b> <i>2</I>', id: '1' });
  });

  test('turns a plain text of Atom into HTML', async () => {
    const entry = await readEntry(atom('<title>1 &lt; <b>2</b> &amp; 3</title><summary>a &lt; <i>b</i></summary>'));
    expect(entry).toMatchObject({ title: '1 < 2 & 3', summary: 'a &lt; <i>b</i>' });
  });
});

describe('xml:base', () => {
  const contentIn = (body: string) => {
    const { element } = readTree(`<feed xmlns="http://www.w3.org/2005/Atom" ${body}</content></entry></feed>`);
    return JSON.stringify(element);
  };

  test('of the element around XHTML is that of the text', () => {
    const tree = contentIn(
      'xml:base="https://a.example/x/"><entry><content type="xhtml"><div xml:base="y/"><p>z</p></div>',
    );
    expect(tree).toContain('{"_":"<p>z</p>","$":{"type":"xhtml","xml:base":"https://a.example/x/y/"}}');
  });

  test('stays relative to the document, one inside the other', () => {
    const baseIn = (outer: string, inner: string) =>
      /"_":"z","\$":\{"xml:base":"([^"]*)"/.exec(
        contentIn(`xml:base="${outer}"><entry xml:base="${inner}"><content>z`),
      )?.[1];
    expect(baseIn('x/', 'y/')).toBe('x/y/');
    expect(baseIn('x/f?q=/#/', 'y')).toBe('x/y');
    expect(baseIn('x/', '/y/')).toBe('/y/');
    expect(baseIn('x/', 'https://a.example/')).toBe('https://a.example/');
    expect(baseIn('https://a.example/x/', '../y/')).toBe('https://a.example/y/');
    expect(baseIn('https://a.example/x/', '')).toBe('https://a.example/x/');
  });

  test('that is longer than any URL is none', () => {
    expect(contentIn(`><entry xml:base="${'x/'.repeat(5_000)}"><content>z`)).toContain('"raw:content":["z"]');
  });
});
