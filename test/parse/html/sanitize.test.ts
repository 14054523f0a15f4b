import { expect, test } from 'vitest';
import { parseFeed } from '../../../src/parse/parse-feed.ts';
import { base, safe } from './content.ts';

test('what stands in most contents is kept', () => {
  const kept = [
    '<h2>A</h2><p>b <b>c</b> <i>d</i> <em>e</em> <strong>f</strong><br />g &amp; h &lt; i</p><hr />',
    '<ol start="3" reversed><li value="2">a</li></ol><dl><dt>b</dt><dd>c</dd></dl>',
    '<table><caption>a</caption><thead><tr><th colspan="2" scope="col">b</th></tr></thead><tbody><tr><td>c</td></tr></tbody></table>',
    '<pre><code>a\n  b</code></pre><blockquote cite="https://a.example/">c</blockquote>',
    '<p lang="he" dir="rtl" title="a">b<sup>2</sup> <time datetime="2024-01-02">c</time> <ruby>d<rt>e</rt></ruby></p>',
    '<details open><summary>a</summary>b</details>',
    '<figure><picture><source srcset="https://a.example/b.webp 2x" type="image/webp" /><img src="https://a.example/b.png" alt="" loading="lazy" /></picture><figcaption>c</figcaption></figure>',
  ];
  for (const html of kept) expect(safe(html)).toBe(html);
});

test.each([
  [
    'an unknown element, not what stands in it',
    '<center><font color=red>a <o:p>b</o:p></font></center>',
    '<center>a b</center>',
  ],
  ['a form, not its words', '<form><label>a</label><input value=b></form>', 'a'],
  ['a script with its text', 'a<script>b</script><style>c</style>', 'a'],
  ['a choice', 'a<select><option>b</select>', 'a'],
  ['a drawing with its title', 'a<svg><title>b</title><text>c</text></svg>d', 'ad'],
  ['a frame', 'a<iframe src="https://video.example/embed/1"></iframe>', 'a'],
  ['an object, not what stands for it', '<object data=x><p>a</p></object>', '<p>a</p>'],
  ['comments', 'a<!-- b -->c', 'ac'],
  ['names and styles', '<p id=a name=b class=c style=d data-e=f aria-label=g>h</p>', '<p>h</p>'],
  [
    'sizes that are none',
    '<img src="https://a.example/b" width="100%" height="30">',
    '<img src="https://a.example/b" height="30" loading="lazy" />',
  ],
])('%s is dropped', (_, content, expected) => {
  expect(safe(content)).toBe(expected);
});

test('words outside scripts are shown where scripts do not run', () => {
  expect(safe('<noscript><p>a</p></noscript>')).toBe('<p>a</p>');
});

test('a paragraph that opens within a dropped element of another ends the other', () => {
  expect(safe('<p>a<font><p>b</p></font></p>')).toBe('<p>a</p><p>b</p><p></p>');
});

test('links have a relation, and no target', () => {
  expect(safe('<a href="https://a.example/" target="_blank" rel="opener">a</a>')).toBe(
    '<a href="https://a.example/" rel="nofollow noopener noreferrer">a</a>',
  );
});

test.each([
  ['mailto:a@b.example'],
  ['tel:+123'],
  ['xmpp:a@b.example'],
  ['ftp://a.example/b'],
  ['magnet:?xt=urn:btih:c9e15763f722f23e98a29decdfae341b98d53056'],
])('a link may lead to %s', (href) => {
  expect(safe(`<a href="${href}">a</a>`)).toContain(`href="${href}"`);
  expect(safe(`b<img src="${href}">`)).toBe('b');
});

test('a link that leads nowhere keeps its words', () => {
  expect(safe('<a href="javascript:b">a</a>')).toBe('<a>a</a>');
});

test.each([
  ['a path', 'c', 'https://blog.example/2024/post/c'],
  ['an absolute path', '/c', 'https://blog.example/c'],
  ['a path of dots', '../c', 'https://blog.example/2024/c'],
  ['a host', '//c.example/d', 'https://c.example/d'],
  ['a query', '?c=d&amp;e', 'https://blog.example/2024/post/?c=d&amp;e'],
  ['a fragment', '#c', 'https://blog.example/2024/post/#c'],
  ['white space', ' c\nd ', 'https://blog.example/2024/post/cd'],
  ['letters of any script', 'http://bücher.example/ü', 'http://xn--bcher-kva.example/%C3%BC'],
  ['what is absolute already', 'https://C.example/(d)?e=[f]|g', 'https://c.example/(d)?e=[f]|g'],
])('an address is made absolute from %s', (_, address, absolute) => {
  expect(safe(`<a href="${address}">a</a>`)).toContain(`href="${absolute}"`);
  expect(safe(`<img src="${address}">`)).toContain(`src="${absolute}"`);
});

test('every address is made absolute', () => {
  const content =
    '<video src=a poster=b><track src=c></video><audio><source src=d></audio><q cite=e>f</q><ins cite=g>h</ins>';
  const html = safe(content) ?? '';
  expect(
    [...html.matchAll(/ (\w+)="https:\/\/blog\.example\/2024\/post\/(\w)"/g)].map(([, name, at]) => `${name}${at}`),
  ).toEqual(['srca', 'posterb', 'srcc', 'srcd', 'citee', 'citeg']);
});

test.each([
  ['a.png 1x, b.png 2x', 'A/a.png 1x, A/b.png 2x'],
  ['a.png 100w,b.png 200w', 'A/a.png 100w, A/b.png 200w'],
  ['a.png, b.png 1.5x', 'A/a.png, A/b.png 1.5x'],
  ['a,b.png 2x', 'A/a,b.png 2x'],
  [',, a.png  2x ,', 'A/a.png 2x'],
  ['a.png 2x, javascript:x 3x, data:image/png;base64,AA 4x', 'A/a.png 2x'],
  ['a.png 2q, b.png 100h, c.png 0w, d.png -1x, e.png 1x', 'A/e.png 1x'],
])('of the pictures %j those are kept that can be shown', (srcset, expected) => {
  const absolute = expected.replaceAll('A/', base);
  expect(safe(`<img srcset="${srcset}">`)).toBe(`<img srcset="${absolute}" loading="lazy" />`);
});

test('without a base relative addresses are dropped', () => {
  const html = safe('<a href="b">a</a> <img src="/c"> <a href="https://d.example/">e</a>', { contentBase: '' });
  expect(html).toBe('<a>a</a>  <a href="https://d.example/" rel="nofollow noopener noreferrer">e</a>');
});

test('an image may stand in the document, unless it is a drawing', () => {
  expect(safe('<img src="data:image/png;base64,iVBO Rw0K">')).toBe(
    '<img src="data:image/png;base64,iVBORw0K" loading="lazy" />',
  );
  expect(safe('<img src="data:image/svg+xml;base64,PHN2Zz4=">')).toBeNull();
  expect(safe('a<video src="data:video/mp4;base64,AAAA"></video>')).not.toContain('data:');
});

test.each([
  ['width=1 height=1'],
  ['width="1" height="0"'],
  ['width="1px" height=" 1 "'],
  ['style="width:1px; height: 1px"'],
  ['style="border:0;WIDTH:0;HEIGHT:0 !important"'],
  ['style="display: none"'],
  ['style="visibility:hidden" width=20 height=20'],
])('an image that nobody can see is dropped: %s', (attributes) => {
  expect(safe(`a<img src="https://count.example/1" ${attributes}>`)).toBe('a');
});

test('an image is kept if only one side of it is short', () => {
  expect(safe('<img src="https://a.example/line" width=600 height=1>')).toContain('src=');
  expect(safe('<img src="https://a.example/b" style="max-width:1px;line-height:1">')).toContain('src=');
});

test('audio and video have controls, and load only when they are played', () => {
  expect(safe('<video src=a autoplay loop muted width=320></video>')).toBe(
    `<video src="${base}a" width="320" controls preload="none"></video>`,
  );
  expect(safe('<audio src=a preload=auto>b</audio>')).toBe(`<audio src="${base}a" controls preload="none">b</audio>`);
});

test('the summary stands in for content', () => {
  expect(safe(null, { summary: '<p onclick=a>b</p>' })).toBe('<p>b</p>');
  expect(safe('<p>a</p>', { summary: '<p>b</p>' })).toBe('<p>a</p>');
  expect(safe(null)).toBeNull();
});

test.each([
  [''],
  [' \n '],
  ['<p></p>'],
  ['<p>&nbsp;<br></p>'],
  ['<script>a</script>'],
  ['<!-- a -->'],
  ['<a href="b"> </a>'],
])('content that shows nothing is none: %j', (content) => {
  expect(safe(content)).toBeNull();
});

test('words alone stay as they are', () => {
  expect(safe('Only "words" of one\nor two lines > none')).toBe('Only "words" of one\nor two lines &gt; none');
});

const plain = { contentType: 'text/plain' };

test('plain text becomes paragraphs and lines', () => {
  expect(safe('A < b\r\nc & d\n \n\n  e', plain)).toBe('<p>A &lt; b<br />c &amp; d</p>\n<p>e</p>');
  expect(safe('a', { contentType: 'text/markdown; charset=utf-8' })).toBe('<p>a</p>');
  expect(safe('use <script> or &lt;', plain)).toBe('<p>use &lt;script&gt; or &amp;lt;</p>');
});

test('what is called HTML becomes paragraphs at its blank lines, unless it has tags', () => {
  expect(safe('A & b\n\nc\nd')).toBe('<p>A &amp; b</p>\n<p>c<br />d</p>');
  expect(safe('A &lt; b\r\n \r\n<script>c</script>d')).toBe('<p>A &lt; b</p>\n<p>d</p>');
  for (const html of ['a\nb', '<b>a</b>\n\nb']) expect(safe(html)).toBe(html);
});

test.each([
  ['<p>a</p>'],
  ['<P>a</P>'],
  ['a<br>b'],
  ['a<br/>b'],
  ['<a href="https://a.example/">b</a>'],
  ['<img src="c">'],
])('plain text that is HTML is read as HTML: %s', (content) => {
  expect(safe(content, plain)).toBe(safe(content));
});

test.each([['text/html'], ['application/xhtml+xml'], ['TEXT/HTML; charset=utf-8'], ['html'], [null]])(
  '%s is HTML',
  (contentType) => {
    expect(safe('<p>a</p>', { contentType })).toBe('<p>a</p>');
  },
);

test.each([['image/png'], ['application/octet-stream'], ['video/mp4']])(
  'content that is %s is not shown',
  (contentType) => {
    expect(safe('iVBORw0KGgo=', { contentType })).toBeNull();
  },
);

test('what comes after a million characters is left out', () => {
  const html = safe(`<p>${'a'.repeat(1_000_000)}b`) ?? '';
  expect(html).toBe(`<p>${'a'.repeat(1_000_000 - 3)}</p>`);
  expect(safe(`<p>${'a'.repeat(1_000_000 - 4)}😀`)?.isWellFormed()).toBe(true);
});

test('what is nested too deep is reduced to its text', () => {
  expect(safe(`${'<div>'.repeat(100_000)}a &lt; b<script>`)).toBe('<p>a &lt; b</p>');
  expect(safe(`${'<div>'.repeat(250)}a`)).toContain('<div>a</div>');
});

const many = 300_000;

test.each([
  ['opening brackets', '<'.repeat(many)],
  ['ampersands', '&'.repeat(many)],
  ['entities without an end', '&amp'.repeat(many / 4)],
  ['elements within elements', '<b>'.repeat(many / 3)],
  ['elements in deep ones', '<b>'.repeat(200) + '<i>x</i>'.repeat(many / 8)],
  ['ends without a beginning', '<i>'.repeat(200) + '</b>'.repeat(many / 4)],
  ['ends of paragraphs', '</p>'.repeat(many / 4)],
  ['attributes', `<p ${Array.from({ length: many / 10 }, (_, at) => `a${at}=b`).join(' ')}>x`],
  ['one attribute', `<p ${'title=b '.repeat(many / 10)}>x`],
  ['images', '<img src=a>'.repeat(many / 11)],
  ['images that nobody sees', `${'x'.repeat(many / 2)}${'<img src=a width=1 height=1>'.repeat(many / 56)}`],
  ['pictures in one image', `<img srcset="${'a, '.repeat(many / 4)}">`],
  ['commas in one image', `<img srcset="a${','.repeat(many / 2)}b">`],
  ['brackets in one image', `<img srcset="${'a ('.repeat(many / 4)}">`],
  ['comments in an address', `<a href="${'<!-- -->'.repeat(many / 9)}">x`],
  ['dots in an address', `<a href="${'../a/'.repeat(many / 6)}">x`],
  ['style', `<img src=a style="${'width:1;'.repeat(many / 9)}">x`],
  ['comments', '<!--'.repeat(many / 4)],
  ['drawings', '<svg>'.repeat(many / 5)],
  ['cells', '<table><tr><td>'.repeat(many / 15)],
  ['line breaks', `<p>${' \n'.repeat(many / 2)}x`],
])('a content of nothing but %s takes no time to speak of', { timeout: 3_000 }, (_, content) => {
  safe(content);
  safe(content, plain);
});

test('a feed is sanitised where that is asked for', async () => {
  const feed = Buffer.from(
    '<rss><channel><item><description>&lt;a href="b"&gt;c&lt;/a&gt;</description></item></channel></rss>',
  );
  const url = 'https://blog.example/feed.xml';
  const contents = async (sanitize: boolean) => (await parseFeed(feed, { url, sanitize })).entries[0]?.safeContent;
  expect(await contents(true)).toBe('<a href="https://blog.example/b" rel="nofollow noopener noreferrer">c</a>');
  expect(await contents(false)).toBeNull();
});

test('an address that holds a comment takes no time, and one that is endless leads nowhere', { timeout: 3_000 }, () => {
  expect(safe(`<a href="mailto:a@b.example?subject=<!--c-->">a</a>`)).toContain(
    'href="mailto:a@b.example?subject=%3C!--c--%3E"',
  );
  for (const comment of ['<!---->', '<!--']) {
    expect(safe(`<a href="mailto:${comment.repeat(100_000)}">a</a>`)).toBe('<a>a</a>');
    expect(safe(`<a href="mailto:${comment.repeat(200)}">a</a>`.repeat(300))).toMatch(/^<a href/);
  }
});

test('short addresses do not make a short content long', () => {
  const long = safe('<a href="b">c</a>'.repeat(10_000), { contentBase: `https://a.example/${'d/'.repeat(240)}` });
  expect(long?.length).toBeLessThan(2_000_000);
  expect(long).toMatch(/^<a href=.*<a>c<\/a>$/);
});
