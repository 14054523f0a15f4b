import { describe, expect, test } from 'vitest';
import { readAtomEntry, readItem } from '../document.ts';

const texts = { summary: null as string | null, content: null as string | null, contentType: null as string | null };

describe('an item of RSS', () => {
  test.each([
    ['has no text', '<guid>1</guid>', {}],
    ['has a description alone', '<description>&lt;p&gt;D</description>', { summary: '<p>D', contentType: 'text/html' }],
    [
      'has a description and its whole text',
      '<description>D</description><content:encoded>C</content:encoded>',
      { summary: 'D', content: 'C', contentType: 'text/html' },
    ],
    [
      'has an empty description beside others',
      '<description/><itunes:summary>S</itunes:summary>',
      { summary: 'S', contentType: 'text/plain' },
    ],
    [
      'has the description of its media',
      '<media:group><media:description>D</media:description></media:group>',
      { summary: 'D', contentType: 'text/plain' },
    ],
    [
      'has HTML in the description of its media',
      '<media:description type="html">D</media:description>',
      { summary: 'D', contentType: 'text/html' },
    ],
    ['has a summary of Atom', '<atom:summary>S</atom:summary>', { summary: 'S', contentType: 'text/plain' }],
    [
      'has the content of Atom',
      '<atom:content type="html">C</atom:content>',
      { content: 'C', contentType: 'text/html' },
    ],
    ['has a full text of its own', '<fullitem>F</fullitem>', { content: 'F', contentType: 'text/html' }],
  ])('%s', async (_, item, expected) => {
    expect(await readItem(item)).toMatchObject({ ...texts, ...expected });
  });
});

describe('an entry of Atom', () => {
  test.each([
    [
      'is plain text if it says nothing',
      '<content>1 &lt; 2</content>',
      { content: '1 < 2', contentType: 'text/plain' },
    ],
    ['is HTML', '<content type="html">&lt;p&gt;C</content>', { content: '<p>C', contentType: 'text/html' }],
    [
      'is XHTML, given as HTML',
      '<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">A <b>b</b> c</div></content>',
      { content: 'A <b>b</b> c', contentType: 'text/html' },
    ],
    [
      'is of a type of its own',
      '<content type="Image/PNG">AAAA</content>',
      { content: 'AAAA', contentType: 'image/png' },
    ],
    [
      'is XHTML in Atom 0.3',
      '<content type="application/xhtml+xml" mode="xml"><p>C</p></content>',
      { content: '<p>C</p>', contentType: 'text/html' },
    ],
    [
      'is wrapped in base64 in Atom 0.3',
      '<content type="text/html" mode="base64">PHA+w7w8L3A+AA==</content>',
      { content: '<p>ü</p>', contentType: 'text/html' },
    ],
    ['is somewhere else', '<content type="text/html" src="/c"/><id>1</id>', {}],
    [
      'has a summary alone, whose type is named then',
      '<summary type="html">S</summary>',
      { summary: 'S', contentType: 'text/html' },
    ],
  ])('%s', async (_, entry, expected) => {
    expect(await readAtomEntry(entry)).toMatchObject({ ...texts, ...expected });
  });
});
