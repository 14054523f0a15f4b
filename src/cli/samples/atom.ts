import type { Sample } from './sample.ts';

export const atom: Sample = {
  name: 'Atom',
  path: '/lighthouse.atom',
  contentType: 'application/atom+xml; charset=utf-8',
  body: `<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en" xml:base="https://lighthouse.example/">
  <title>Letters from the Lighthouse</title>
  <id>urn:uuid:5b1c1a56-0c5c-4f43-9a55-1f2f8a3d7a10</id>
  <link rel="alternate" href="/"/>
  <updated>2026-03-04T21:30:00Z</updated>
  <author><name>Ines Faro</name></author>
  <entry>
    <title>One light, two keepers, never both awake</title>
    <id>urn:uuid:0e6a8f02-6d0c-4f0f-8a3b-6c6a7d2f1b01</id>
    <link href="letters/two-keepers"/>
    <published>2026-03-04T21:30:00Z</published>
    <updated>2026-03-04T21:30:00Z</updated>
    <summary>Whoever climbs the stairs first takes the lamp’s key along.</summary>
    <content type="html">&lt;p&gt;Whoever climbs the stairs first takes the lamp’s key along.&lt;/p&gt;</content>
  </entry>
  <entry>
    <title type="html">Fog, &lt;em&gt;again&lt;/em&gt;</title>
    <id>urn:uuid:0e6a8f02-6d0c-4f0f-8a3b-6c6a7d2f1b02</id>
    <link href="letters/fog"/>
    <published>2026-02-27T05:10:00Z</published>
    <updated>2026-02-28T08:00:00Z</updated>
    <category term="weather"/>
    <summary>Nothing to see, and that for three days.</summary>
  </entry>
</feed>
`,
};
