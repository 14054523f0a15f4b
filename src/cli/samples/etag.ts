import type { Sample } from './sample.ts';

export const etag: Sample = {
  name: 'ETag',
  path: '/ferry.xml',
  contentType: 'application/rss+xml; charset=utf-8',
  etag: '"spring-timetable"',
  body: `<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0">
  <channel>
    <title>Ferry Timetable</title>
    <link>https://ferry.example/</link>
    <description>One ferry, both banks</description>
    <item>
      <title>Spring timetable: every twenty minutes</title>
      <link>https://ferry.example/spring</link>
      <guid>https://ferry.example/spring</guid>
      <pubDate>Sun, 01 Mar 2026 00:00:00 GMT</pubDate>
      <description>There is only one ferry, so it is never on both banks at once.</description>
    </item>
  </channel>
</rss>
`,
};
