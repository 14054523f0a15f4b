import { expect, test } from 'vitest';
import { decoded } from '../../../src/parse/xml/entity.ts';

test.each([
  ['is not every ampersand', 'AT&T & R&D &', 'AT&T & R&D &'],
  ['is of XML', '&lt;&gt;&amp;&quot;&apos;', '<>&"\''],
  ['is of HTML', 'Caf&eacute;&nbsp;&hellip;&NotEqualTilde;', 'Café\u00a0…\u2242\u0338'],
  ['is decoded once', '&amp;lt; &amp;amp;', '&lt; &amp;'],
  ['may lack its semicolon', '&copy 2024 &nbsp&nbsp;&#8217 &amp', '© 2024 \u00a0\u00a0’ &'],
  ['is not what only begins like one', '?a=1&copy=2&section=3&notit;&ampA', '?a=1&copy=2&section=3&notit;&ampA'],
  ['is not one that nobody declared', '&bogus; &lol9;', '&bogus; &lol9;'],
  ['is a number', '&#65;&#x42;&#X43;&#128512;&#x1F600;', 'ABC😀😀'],
  ['is windows-1252 between 128 and 159', '&#145;&#x92;&#150;', '‘’–'],
  ['is never half a character, nor none', '&#xD800;&#0;&#x110000;&#99999999999;', '\ufffd\ufffd\ufffd\ufffd'],
  ['is no control character', 'a&#1;b&#x1f;c&#9;d&#10;', 'abc\td\n'],
  ['may be cut off', '&am', '&am'],
  ['needs a name or a number', '&; &#; &#x; &#xg;', '&; &#; &#x; &#xg;'],
])('a reference %s', (_, text, meant) => {
  expect(decoded(text)).toBe(meant);
});
