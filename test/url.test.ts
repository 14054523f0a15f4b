import { expect, test } from 'vitest';
import { urlOf } from '../src/url.ts';

test('a URL with letters beyond ASCII is one, however often it is asked', () => {
  const plain = Array.from({ length: 20_000 }, (_, at) => `https://site.example/${at}`);
  expect(plain.every((url) => urlOf(url)?.href === url)).toBe(true);
  const known = new Set(Array.from({ length: 20_000 }, () => urlOf('https://bücher.example/é')?.host));
  expect([...known]).toEqual(['xn--bcher-kva.example']);
});

test('what is none is null', () => {
  expect(urlOf('http://')).toBeNull();
  expect(urlOf('a/b')).toBeNull();
  expect(urlOf('b', 'https://site.example/a/')?.href).toBe('https://site.example/a/b');
});
