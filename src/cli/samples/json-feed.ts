import type { Sample } from './sample.ts';

const feed = {
  version: 'https://jsonfeed.org/version/1.1',
  title: 'Signal Flags',
  home_page_url: 'https://flags.example/',
  language: 'en',
  authors: [{ name: 'The signal mast' }],
  items: [
    {
      id: 'https://flags.example/lima',
      url: 'https://flags.example/lima',
      title: '🏴 Lima: stop at once, I have something to tell you',
      content_text: 'Four squares, yellow and black.',
      date_published: '2026-03-03T10:00:00Z',
      tags: ['alphabet'],
    },
    {
      id: 'https://flags.example/uniform',
      url: 'https://flags.example/uniform',
      title: 'Uniform: you are running into danger',
      content_html: '<p>Four squares, red and white.</p>',
      date_published: '2026-03-02T10:00:00Z',
      tags: ['alphabet'],
    },
  ],
};

export const jsonFeed: Sample = {
  name: 'JSON Feed',
  path: '/flags.json',
  contentType: 'application/feed+json',
  body: JSON.stringify(feed, null, 2),
};
