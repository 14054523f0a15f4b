import { expect, test } from 'vitest';
import { readAtomEntry, readItem } from '../document.ts';

const bare = {
  type: null,
  length: null,
  medium: null,
  duration: null,
  width: null,
  height: null,
  title: null,
  description: null,
};

test('a file of Media RSS is no enclosure, and known by all that is said of it', async () => {
  const attributes =
    'url="/v.mp4" type="video/mp4" fileSize="1234" medium="Video" duration="90" width="640" height="360"';
  const { media, enclosures } = await readItem(
    `<media:content ${attributes}><media:title>V</media:title><media:description>D</media:description></media:content>`,
  );
  expect(media).toEqual([
    {
      url: 'https://site.example/v.mp4',
      type: 'video/mp4',
      length: 1234,
      medium: 'video',
      duration: 90,
      width: 640,
      height: 360,
      title: 'V',
      description: 'D',
    },
  ]);
  expect(enclosures).toEqual([]);
});

test('what is said of a group holds for each file in it', async () => {
  const files = '<media:content url="/1"/><media:content url="/2"><media:title>Two</media:title></media:content>';
  const { media } = await readAtomEntry(
    `<media:group><media:title>All</media:title>${files}<media:content url="/1" type="x/y"/></media:group>`,
  );
  expect(media).toEqual([
    { ...bare, url: 'https://site.example/1', title: 'All' },
    { ...bare, url: 'https://site.example/2', title: 'Two' },
  ]);
});

test('what cannot be meant is null', async () => {
  const attributes = 'url="x:1" fileSize="big" medium="hologram" duration="long" width="50%" height="-1"';
  expect((await readItem(`<media:content ${attributes}/>`)).media).toEqual([{ ...bare, url: 'x:1' }]);
});

test('small pictures stand in an entry, in a group and in a file, each once', async () => {
  const { thumbnails, image } = await readItem(
    `<media:thumbnail url="/1.png" width="90" height="60"/>
    <media:group><media:thumbnail url="/2.png"/><media:content url="/v"><media:thumbnail url="/3.png"/></media:content></media:group>
    <media:content url="/w"><media:thumbnail url="/1.png"/></media:content>`,
  );
  expect(thumbnails).toEqual([
    { url: 'https://site.example/1.png', width: 90, height: 60 },
    { url: 'https://site.example/2.png', width: null, height: null },
    { url: 'https://site.example/3.png', width: null, height: null },
  ]);
  expect(image).toBe('https://site.example/1.png');
});

test.each([
  ['that of iTunes', '<media:thumbnail url="/t.png"/><itunes:image href="/i.png"/>', 'https://site.example/i.png'],
  ['written as in a channel', '<image><url>/i.png</url></image>', 'https://site.example/i.png'],
  ['written as a text', '<image>/i.png</image>', 'https://site.example/i.png'],
  ['none', '<image/><itunes:image/><guid>1</guid>', null],
])('the image of an entry is %s', async (_, item, image) => {
  expect((await readItem(item)).image).toBe(image);
});

test('of a hundred thousand files an entry keeps the first hundred', async () => {
  const many = (name: string) => Array.from({ length: 100_000 }, (_, at) => `<media:${name} url="${at}"/>`).join('');
  const { media, thumbnails } = await readItem(`<media:group>${many('content')}${many('thumbnail')}</media:group>`);
  expect([media.length, thumbnails.length]).toEqual([100, 100]);
});
