import type { Point } from '../../../machines/model.ts';
import { childOf, nodesOf, textOf } from '../xml/node.ts';
import { decimalOf } from './number.ts';
import { capped } from './text.ts';

const pointOf = (latitude: string | null, longitude: string | null): Point | null => {
  const point = { latitude: decimalOf(latitude), longitude: decimalOf(longitude) };
  if (point.latitude === null || point.longitude === null) return null;
  const isOnEarth = Math.abs(point.latitude) <= 90 && Math.abs(point.longitude) <= 180;
  return isOnEarth ? { latitude: point.latitude, longitude: point.longitude } : null;
};

/** `45.256 -71.92`, as GeoRSS writes it. */
const inOneText = (value: unknown): Point | null => {
  const text = textOf(value);
  if (text === null) return null;
  const [latitude = null, longitude = null, ...more] = capped(text, 200).split(/[\s,]+/);
  return more.length === 0 ? pointOf(latitude, longitude) : null;
};

const inTwoTexts = (node: unknown): Point | null =>
  pointOf(textOf(childOf(node, 'geo:lat')), textOf(childOf(node, 'geo:long') ?? childOf(node, 'geo:lon')));

const inGml = (node: unknown): Point | null => {
  const [point] = nodesOf(childOf(node, 'gml:Point'));
  return inOneText(childOf(point, 'gml:pos'));
};

/** Where it is: GeoRSS (simple and GML), W3C Basic Geo. */
export const placeOf = (item: unknown): Point | null =>
  inOneText(childOf(item, 'georss:point')) ??
  inGml(nodesOf(childOf(item, 'georss:where'))[0]) ??
  inTwoTexts(item) ??
  inTwoTexts(nodesOf(childOf(item, 'geo:Point'))[0]);
