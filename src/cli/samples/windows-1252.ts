import iconv from 'iconv-lite';
import type { Sample } from './sample.ts';

const text = `<?xml version="1.0" encoding="windows-1252"?>
<rss version="2.0">
  <channel>
    <title>Café du Port</title>
    <link>https://cafe.example/</link>
    <description>Today’s menu – every day</description>
    <language>fr</language>
    <item>
      <title>“Soupe à l’oignon” – 4 €</title>
      <link>https://cafe.example/menu/soupe</link>
      <guid>https://cafe.example/menu/soupe</guid>
      <pubDate>Thu, 05 Mar 2026 11:00:00 +0100</pubDate>
      <description>The quotes, the dash and the euro are single bytes that Latin-1 does not have…</description>
    </item>
    <item>
      <title>Crème brûlée, “the Sœur’s”</title>
      <link>https://cafe.example/menu/creme</link>
      <guid>https://cafe.example/menu/creme</guid>
      <pubDate>Wed, 04 Mar 2026 11:00:00 +0100</pubDate>
      <description>Cracked with the back of a spoon.</description>
    </item>
  </channel>
</rss>
`;

export const windows1252: Sample = {
  name: 'windows-1252',
  path: '/cafe.xml',
  contentType: 'application/rss+xml',
  body: iconv.encode(text, 'windows-1252'),
};
