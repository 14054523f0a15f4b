import { describe, expect, test } from 'vitest';
import type { Entry } from '../../../machines/model.ts';
import { read, refusedAs, rss } from '../document.ts';

const readItem = async (body: string): Promise<Entry | undefined> => {
  const { entries } = await read(rss(`<item>${body}</item><item><title>Next</title></item>`));
  expect(entries.at(-1)?.title).toBe('Next');
  expect(entries).toHaveLength(2);
  return entries[0];
};

const titlesIn = async (body: string) => (await read(body)).entries.map(({ title }) => title);

describe('a CDATA section', () => {
  const one = { title: 'One', summary: '<p>two</p>' };

  test.each([
    ['in lower case', '<title><![cdata[One]]></title>'],
    ['without its first bracket', '<title><!CDATA[One]]></title>'],
    ['in another one', '<title><![CDATA[<![CDATA[One]]]]></title>'],
    ['escaped', '<title>&lt;![CDATA[One]]&gt;</title>'],
    ['without its end', '<title><![CDATA[One</title>'],
    ['with an end that lacks a bracket', '<title><![CDATA[One]></title>'],
  ])('may be %s', async (_, title) => {
    expect(await readItem(`${title}<description><![CDATA[<p>two</p>]]></description>`)).toMatchObject(one);
    expect(await readItem(`<description>&lt;p>two&lt;/p></description>${title}`)).toMatchObject(one);
  });

  test('may lack its end in every item', async () => {
    const item = (text: string) => `<item><description><![CDATA[<p>${text}</p></description></item>`;
    const { entries } = await read(rss(item('a') + item('b') + item('c')));
    expect(entries.map(({ summary }) => summary)).toEqual(['<p>a</p>', '<p>b</p>', '<p>c</p>']);
  });

  test('may be split to hold what would end it, or show how one begins', async () => {
    expect((await readItem('<description><![CDATA[a ]]]]><![CDATA[> b]]></description>'))?.summary).toBe('a ]]> b');
    const script = '<script>//<![CDATA[\nx//]]]]><![CDATA[></script>';
    expect((await readItem(`<description><![CDATA[${script}]]></description>`))?.summary).toBe(
      '<script>//<![CDATA[\nx//]]></script>',
    );
  });

  test('in the middle of another one is one text with it', async () => {
    expect((await readItem('<description><![CDATA[a <![CDATA[b]]> c]]></description>'))?.summary).toBe('a b c');
  });
});

describe('a comment', () => {
  test('is no part of a text, whatever is in it', async () => {
    expect((await readItem('<!-- a -- <title>No</title> --><title>O<!-- > -->ne</title>'))?.title).toBe('One');
  });

  test('that never ends hides nothing', async () => {
    expect((await readItem('<title>One</title><!-- cut'))?.title).toBe('One');
    expect(await titlesIn(rss('<item><title>1</title></item><!-- <item><title>2</title></item>'))).toEqual(['1', '2']);
  });
});

test('an instruction ends with its mark, not with the first bracket', async () => {
  expect(await readItem('<?php echo $a->b > 3 ?><title>O<?x?>ne</title>')).toMatchObject({ title: 'One' });
});

describe('a document type', () => {
  const item = '<item><title>One &a; &b;</title></item>';

  test('is passed over with all that it declares, and none of it is expanded', async () => {
    const subset = `<!-- ]> ' --><!ENTITY a "]>x"><!ENTITY b SYSTEM 'file:///etc/passwd'><!ELEMENT rss (a|b)><?pi ]?>`;
    expect(await titlesIn(`<!DOCTYPE rss [${subset}]>${rss(item)}`)).toEqual(['One &a; &b;']);
    expect(await titlesIn(`<!DOCTYPE rss PUBLIC "-//X > Y//EN" 'z.dtd'>${rss(item)}`)).toEqual(['One &a; &b;']);
  });

  test('that never ends hides nothing', async () => {
    expect(await titlesIn(`<!DOCTYPE rss [ <!ENTITY a "x"> ${rss(item)}`)).toEqual(['One &a; &b;']);
    expect(await titlesIn(`<!DOCTYPE rss ${rss(item)}`)).toEqual(['One &a; &b;']);
  });

  test('makes no page of a feed, and no feed of a page', async () => {
    expect(await titlesIn(`<!DOCTYPE html>${rss(item)}`)).toEqual(['One &a; &b;']);
    expect(await refusedAs('<!DOCTYPE rss><html><body>x</body></html>')).toBe('not-a-feed');
  });
});
