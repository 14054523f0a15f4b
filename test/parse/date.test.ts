import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseDate } from '../../src/parse/date/date.ts';

const iso = (text: string) => parseDate(text)?.toISOString() ?? null;

test.each([
  ['2003-06-10T04:00:00Z', '2003-06-10T04:00:00.000Z'],
  ['2003-06-10T04:00:00.7+02:00', '2003-06-10T02:00:00.700Z'],
  ['2003-06-10T04:00:00-0830', '2003-06-10T12:30:00.000Z'],
  ['2003-06-10t04:00z', '2003-06-10T04:00:00.000Z'],
  ['2003-06-10', '2003-06-10T00:00:00.000Z'],
  ['2003-06', '2003-06-01T00:00:00.000Z'],
  ['2003', '2003-01-01T00:00:00.000Z'],
  ['Tue, 10 Jun 2003 04:00:00 GMT', '2003-06-10T04:00:00.000Z'],
  ['Tue, 10 Jun 2003 04:00:00 +0200 (CEST)', '2003-06-10T02:00:00.000Z'],
  ['Tue, 10 Jun 2003 04:00:00 GMT+0200', '2003-06-10T02:00:00.000Z'],
  ['tues, 10 june 03 4:00 EST', '2003-06-10T09:00:00.000Z'],
  ['10 Jun 99', '1999-06-10T00:00:00.000Z'],
  ['10-Jun-2003 04:00:00', '2003-06-10T04:00:00.000Z'],
  ['Tue Jun 10 04:00:00 PDT 2003', '2003-06-10T11:00:00.000Z'],
  ['June 10, 2003', '2003-06-10T00:00:00.000Z'],
  ['June 10th, 2003 at 4:00 pm EST', '2003-06-10T21:00:00.000Z'],
  ['10 June 2003, 12:30 AM', '2003-06-10T00:30:00.000Z'],
  ['Tuesday, 10 Jun 2003 04:00:00 Etc/GMT', '2003-06-10T04:00:00.000Z'],
  ['Tue Jun 10 2003 04:00:00 GMT+0200 (Central European Summer Time)', '2003-06-10T02:00:00.000Z'],
  ['Tue Jun 10 04:00:00 +0000 2003', '2003-06-10T04:00:00.000Z'],
  ['"Tue,10 Jun 2003 04:00:00 UTC"', '2003-06-10T04:00:00.000Z'],
  ['Tue, 10 Jun 2003 04:00:00 +2', '2003-06-10T02:00:00.000Z'],
  ['Tue, 10 Jun 2003 24:00:00 GMT', '2003-06-11T00:00:00.000Z'],
  ['Tue, 10 Jun 2003 22h30', '2003-06-10T22:30:00.000Z'],
  ['Jun 2003', '2003-06-01T00:00:00.000Z'],
  ['April 10, 2003 12:30', '2003-04-10T12:30:00.000Z'],
  ['pon., 9 czerwca 2003 10:00', '2003-06-09T10:00:00.000Z'],
  ['Published: 10 June 2003 04:00', '2003-06-10T04:00:00.000Z'],
  ['04:00 Jun 10, 2003', '2003-06-10T04:00:00.000Z'],
  ['10 June 2003 04:00 WHAT', '2003-06-10T04:00:00.000Z'],
  ['20030610T040000Z', '2003-06-10T04:00:00.000Z'],
  ['20030610', '2003-06-10T00:00:00.000Z'],
  ['2003-W24-2', '2003-06-10T00:00:00.000Z'],
  ['2003-161', '2003-06-10T00:00:00.000Z'],
  ['2003-06-10 04:00:00,25 -05:00', '2003-06-10T09:00:00.250Z'],
  ['2003/06/10 04:00', '2003-06-10T04:00:00.000Z'],
  ['10.06.2003, 04:00', '2003-06-10T04:00:00.000Z'],
  ['10-06-2003', '2003-06-10T00:00:00.000Z'],
  ['06/10/2003 04:00 PM', '2003-06-10T16:00:00.000Z'],
  ['13/06/2003', '2003-06-13T00:00:00.000Z'],
  ['1055217600', '2003-06-10T04:00:00.000Z'],
  ['1055217600500', '2003-06-10T04:00:00.500Z'],
])('%s is %s', (text, expected) => {
  expect(iso(text)).toBe(expected);
});

test.each([
  ['mar., 10 juin 2003 04:00:00 +0200', 'French, whose Tuesday sounds like March'],
  ['martes, 10 de junio de 2003 04:00:00 +0200', 'Spanish'],
  ['Dienstag, 10. Juni 2003, 04:00 +0200', 'German'],
  ['Вт, 10 июн 2003 04:00:00 +0200', 'Russian, in short'],
  ['10 июня 2003 г. 04:00 +0200', 'Russian, declined'],
  ['wt., 10 czerwca 2003 04:00 CEST', 'Polish'],
  ['Τρι, 10 Ιούν 2003 04:00:00 +0200', 'Greek'],
  ['2003-június-10T4:00+02:00', 'Hungarian'],
  ['10 Haziran 2003 04:00 +0200', 'Turkish'],
  ['2003年6月10日 04:00 +0200', 'Japanese and Chinese'],
  ['2003年6月10日 午前4時00分 +0200', 'Japanese, with its own clock'],
  ['2003년 6월 10일 오전 4:00 +0200', 'Korean'],
  ['２００３年６月１０日 ４:００ +0200', 'with wide digits'],
])('%s is read: %s', (text) => {
  expect(iso(text)).toBe('2003-06-10T02:00:00.000Z');
});

test.each(['2003-06-10T04:00:00', '2003-06-10 04:00:00', 'Tue, 10 Jun 2003 04:00:00', 'Tue Jun 10 04:00:00 2003'])(
  '%s names no zone and is UTC wherever we run',
  (text) => {
    expect(iso(text)).toBe('2003-06-10T04:00:00.000Z');
  },
);

test.each([
  'yesterday',
  '',
  '31/13/2003',
  'Tue, 10 Jun 2003 25:00:00 GMT',
  'Tue, 10 Jun 2003 10:61:00 GMT',
  '17175',
  'may be later',
  '30 Feb 2003 00:00:00 GMT',
  '2003-02-30T00:00:00Z',
  '2003-13-01',
  '0001-01-01T00:00:00Z',
  'Mon, 01 Jan 0000 00:00:00 +0000',
  '+275760-09-13T00:00:00Z',
  `2003-06-10${' '.repeat(200)}`,
])('%s is no date', (text) => {
  expect(iso(text)).toBeNull();
});

const dates = fc.date({
  min: new Date('1900-01-03T00:00:00Z'),
  max: new Date('9999-12-28T00:00:00Z'),
  noInvalidDate: true,
});

test('any text is a date or none', () => {
  const words = fc.constantFrom(
    '10',
    'Jun',
    'mardi',
    '2003',
    ':',
    '04:00',
    '-',
    'T',
    'GMT',
    '+02',
    '年',
    '6월',
    '/',
    ' ',
    ',',
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.array(words, { maxLength: 12 }).map((parts) => parts.join(' ')),
      ),
      (text) => {
        const date = parseDate(text);
        if (date !== null) expect(date.getUTCFullYear()).toBeGreaterThanOrEqual(1899);
      },
    ),
    { numRuns: 2_000 },
  );
});

test('what is written is read again, in every form and zone', () => {
  fc.assert(
    fc.property(dates, fc.integer({ min: -14 * 60, max: 14 * 60 }), (date, east) => {
      date.setUTCMilliseconds(0);
      const local = new Date(Number(date) + 60_000 * east);
      const sign = east < 0 ? '-' : '+';
      const two = (value: number) => String(Math.trunc(value)).padStart(2, '0');
      const zone = `${sign}${two(Math.abs(east) / 60)}${two(Math.abs(east) % 60)}`;
      const texts = [
        date.toISOString(),
        date.toUTCString(),
        local.toISOString().replace('.000Z', zone),
        local.toUTCString().replace('GMT', zone),
        local
          .toUTCString()
          .replace(' GMT', zone)
          .replace(/^\w+, /, ''),
      ];
      for (const text of texts) expect({ text, date: iso(text) }).toEqual({ text, date: date.toISOString() });
    }),
    { numRuns: 500 },
  );
});
