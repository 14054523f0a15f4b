import { expect, test } from 'vitest';
import { readItem } from '../document.ts';

test.each([
  ['GeoRSS', '<georss:point> 45.256\n-71.92 </georss:point>'],
  ['GeoRSS with a comma', '<georss:point>45.256, -71.92</georss:point>'],
  ['GML', '<georss:where><gml:Point><gml:pos>45.256 -71.92</gml:pos></gml:Point></georss:where>'],
  ['W3C Basic Geo', '<geo:lat>45.256</geo:lat><geo:long>-71.92</geo:long>'],
  ['a point of W3C Basic Geo', '<geo:Point><geo:lat>45.256</geo:lat><geo:long>-71.92</geo:long></geo:Point>'],
])('a point of %s is read', async (_, item) => {
  expect((await readItem(item)).point).toEqual({ latitude: 45.256, longitude: -71.92 });
});

test.each([
  '<georss:point>91 0</georss:point>',
  '<georss:point>0 181</georss:point>',
  '<georss:point>1</georss:point>',
  '<georss:point>1 2 3</georss:point>',
  '<georss:point>Infinity NaN</georss:point>',
  '<georss:point>0x10 1e1</georss:point>',
  '<geo:lat>1</geo:lat><guid>1</guid>',
])('%s is no point', async (item) => {
  expect((await readItem(item)).point).toBeNull();
});
