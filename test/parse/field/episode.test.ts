import { expect, test } from 'vitest';
import { readItem } from '../document.ts';

test('an episode has a length, a number, a season and a type', async () => {
  const { episode } = await readItem(
    `<itunes:duration>1:02:03</itunes:duration><itunes:episode>7</itunes:episode><itunes:season>2</itunes:season>
    <itunes:episodeType>Bonus</itunes:episodeType><itunes:explicit>clean</itunes:explicit>`,
  );
  expect(episode).toEqual({ duration: 3723, episode: 7, season: 2, type: 'bonus', explicit: false });
});

test.each([
  ['75', 75],
  ['01:15', 75],
  ['1:01:15', 3675],
  ['75:00', 4500],
  ['75.6', 76],
  ['1:2:3:4', null],
  ['PT1H', null],
  ['-5', null],
  ['1e3', null],
])('a duration of %j is %j seconds', async (text, duration) => {
  const { episode } = await readItem(`<itunes:season>1</itunes:season><itunes:duration> ${text} </itunes:duration>`);
  expect(episode?.duration).toBe(duration);
});

test.each([
  ['Yes', true],
  ['true', true],
  ['explicit', true],
  ['no', false],
  ['false', false],
  ['clean', false],
])('%j to explicit is %j', async (word, explicit) => {
  expect((await readItem(`<itunes:explicit>${word}</itunes:explicit>`)).episode?.explicit).toBe(explicit);
});

test('an entry that nothing can be read of is no episode', async () => {
  expect(
    (await readItem('<itunes:duration>long</itunes:duration><itunes:author>Ada</itunes:author>')).episode,
  ).toBeNull();
});
