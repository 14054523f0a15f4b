import type { Sample } from './sample.ts';

export const rss2: Sample = {
  name: 'RSS 2.0',
  path: '/harbour.xml',
  contentType: 'application/rss+xml; charset=utf-8',
  body: `<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">
  <channel>
    <title>Harbour Notes</title>
    <link>https://harbour.example/</link>
    <description>Who came in, who went out, and what the gulls made of it</description>
    <language>en</language>
    <item>
      <title>The swing bridge is shut for one boat at a time</title>
      <link>https://harbour.example/notes/bridge</link>
      <guid isPermaLink="false">harbour-3</guid>
      <pubDate>Thu, 05 Mar 2026 06:40:00 GMT</pubDate>
      <dc:creator>Ada Quay</dc:creator>
      <category>bridges</category>
      <category>patience</category>
      <description>The keeper writes down who holds the key.</description>
      <content:encoded><![CDATA[<p>The keeper writes down <em>who</em> holds the key, and until when.</p>]]></content:encoded>
    </item>
    <item>
      <title>A recording of the bell</title>
      <link>https://harbour.example/notes/bell</link>
      <guid isPermaLink="false">harbour-2</guid>
      <pubDate>Wed, 04 Mar 2026 18:00:00 GMT</pubDate>
      <dc:creator>Ada Quay</dc:creator>
      <description>Two minutes of it, from the end of the pier.</description>
      <enclosure url="https://harbour.example/audio/bell.mp3" length="1834021" type="audio/mpeg"/>
    </item>
    <item>
      <title>Fresh paint on berth &amp; bollard</title>
      <link>https://harbour.example/notes/paint</link>
      <guid isPermaLink="false">harbour-1</guid>
      <pubDate>Mon, 02 Mar 2026 09:15:00 GMT</pubDate>
      <description>Please do not moor until Wednesday.</description>
    </item>
  </channel>
</rss>
`,
};
