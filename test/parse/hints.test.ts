import { describe, expect, test } from 'vitest';
import { read, rss } from './document.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

const hintsOf = async (channel: string) => (await read(rss('<item><guid>1</guid></item>', channel))).feed.hints;

const none = { ttl: null, period: null, base: null, skipHours: [], skipDays: [] };

test('a feed that asks for nothing has no hints', async () => {
  expect(await hintsOf('')).toEqual(none);
});

test.each([
  ['60', hour],
  [' 1\n', minute],
  ['<![CDATA[15]]>', 15 * minute],
  ['525600', 365 * day],
  ['525601', null],
  ['99999999999999999999', null],
  ['0', null],
  ['-60', null],
  ['1e3', null],
  ['0x10', null],
  ['1.5', null],
  ['60 minutes', null],
  ['', null],
])('a ttl of %j minutes is %j ms', async (ttl, expected) => {
  expect((await hintsOf(`<ttl>${ttl}</ttl>`)).ttl).toBe(expected);
});

describe('the period of updates', () => {
  const period = (text: string) => `<sy:updatePeriod>${text}</sy:updatePeriod>`;
  const frequency = (text: string) => `<sy:updateFrequency>${text}</sy:updateFrequency>`;

  test.each([
    [period('hourly'), hour],
    [period(' Daily '), day],
    [period('weekly'), 7 * day],
    [period('monthly'), 30 * day],
    [period('yearly'), 365 * day],
    [period('hourly') + frequency('4'), 15 * minute],
    [period('monthly') + frequency('7'), 370_285_714],
    [frequency('2'), day / 2],
    [period('hourly') + frequency(''), hour],
    [period('hourly') + frequency('61'), null],
    [period('hourly') + frequency('0'), null],
    [period('hourly') + frequency('-1'), null],
    [period('hourly') + frequency('often'), null],
    [period('hourly') + frequency('9'.repeat(400)), null],
    [period('now and then'), null],
    [period('constructor') + frequency('1'), null],
    [period('hourly').replaceAll('sy:', 'other:'), null],
  ])('of %s is %j ms', async (channel, expected) => {
    expect((await hintsOf(channel)).period).toBe(expected);
  });

  test('may count from a base, UTC where it names no zone', async () => {
    const base = async (text: string) => (await hintsOf(`<sy:updateBase>${text}</sy:updateBase>`)).base;
    expect(await base('2000-01-01T12:30')).toEqual(new Date('2000-01-01T12:30:00Z'));
    expect(await base('2000-01-01T12:30+02:00')).toEqual(new Date('2000-01-01T10:30:00Z'));
    expect(await base('some day')).toBeNull();
  });

  test('that was never closed does not swallow what follows', async () => {
    const { feed, entries } = await read(rss('<item><guid>1</guid></item>', '<sy:updatePeriod>daily<title>T</title>'));
    expect(feed).toMatchObject({ title: 'T', hints: { period: day } });
    expect(entries).toHaveLength(1);
  });
});

describe('what a feed skips', () => {
  const hours = (...texts: string[]) =>
    `<skipHours>${texts.map((text) => `<hour>${text}</hour>`).join('')}</skipHours>`;
  const days = (...texts: string[]) => `<skipDays>${texts.map((text) => `<day>${text}</day>`).join('')}</skipDays>`;

  test.each([
    [hours('22', '3', '03', '22'), [3, 22]],
    [hours('24'), [0]],
    [hours('25', '-1', '1.5', 'x', '', '1000000'), []],
    [hours('1') + hours('2'), [1, 2]],
    ['<skiphours><HOUR>5</HOUR></skiphours>', [5]],
    ['<skipHours>1, 2</skipHours>', []],
    ['<skipHours/>', []],
    [hours(...Array.from({ length: 50_000 }, () => '6')), [6]],
  ])('is hours of UTC', async (channel, expected) => {
    expect((await hintsOf(channel)).skipHours).toEqual(expected);
  });

  test.each([
    [days('Saturday', 'SUNDAY', 'saturday'), [0, 6]],
    [days('Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday'), [1, 2, 3, 4, 5]],
    [days('Montag', 'Sun', '0', ''), []],
  ])('is days by their English names', async (channel, expected) => {
    expect((await hintsOf(channel)).skipDays).toEqual(expected);
  });
});
