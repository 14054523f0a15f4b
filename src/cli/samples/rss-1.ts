import type { Sample } from './sample.ts';

export const rss1: Sample = {
  name: 'RSS 1.0',
  path: '/tides.rdf',
  contentType: 'application/rdf+xml; charset=utf-8',
  body: `<?xml version="1.0" encoding="UTF-8"?>
<rdf:RDF xmlns="http://purl.org/rss/1.0/" xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
         xmlns:dc="http://purl.org/dc/elements/1.1/">
  <channel rdf:about="https://tides.example/feed.rdf">
    <title>Tide Table</title>
    <link>https://tides.example/</link>
    <description>High water and low water at the old pier</description>
    <items>
      <rdf:Seq>
        <rdf:li rdf:resource="https://tides.example/2026-03-05/low"/>
        <rdf:li rdf:resource="https://tides.example/2026-03-05/high"/>
      </rdf:Seq>
    </items>
  </channel>
  <item rdf:about="https://tides.example/2026-03-05/low">
    <title>Low water at 12:51, 0.8 m</title>
    <link>https://tides.example/2026-03-05/low</link>
    <description>The sandbank shows for about an hour.</description>
    <dc:date>2026-03-05T12:51:00+01:00</dc:date>
    <dc:creator>The tide gauge</dc:creator>
  </item>
  <item rdf:about="https://tides.example/2026-03-05/high">
    <title>High water at 06:33, 4.1 m</title>
    <link>https://tides.example/2026-03-05/high</link>
    <description>Mind the lowest step.</description>
    <dc:date>2026-03-05T06:33:00+01:00</dc:date>
    <dc:creator>The tide gauge</dc:creator>
  </item>
</rdf:RDF>
`,
};
