// Feeds to measure with, the same in every run: RSS and Atom by turns, with HTML as content, in CDATA sections or escaped,
// dates, categories, enclosures, and letters that take more than one byte.
const words =
  `morning train ferry café market bridge garden façade library window naïve letter harbour кофе signal recipe
bicycle mountain über weather island paper keyboard street winter 東京 chapter engine river museum lantern festival coffee
señor orchestra archive kitchen`.split(/\s+/);

/** Numbers without order, from a seed. @type {(seed: number) => (below: number) => number} */
const numbers = (seed) => {
  let state = (seed + 1) * 0x9e3779b1;
  return (below) => {
    state = Math.imul(state ^ (state >>> 15), 0x85ebca6b) + 0x6d2b79f5;
    return ((state ^ (state >>> 13)) >>> 0) % below;
  };
};

/** @typedef {(below: number) => number} Pick */

/** @type {(pick: Pick, count: number) => string} */
const text = (pick, count) => Array.from({ length: count }, () => words[pick(words.length)]).join(' ');

/** @type {((pick: Pick, site: string) => string)[]} */
const blocks = [
  (pick) => `<p>${text(pick, 24)}, <em>${text(pick, 3)}</em> &amp; ${text(pick, 18)}.</p>`,
  (pick, site) =>
    `<p>${text(pick, 12)} <a href="${site}/${text(pick, 1)}?a=${pick(99)}&amp;b=1">${text(pick, 3)}</a>.</p>`,
  (pick) => `<p>${text(pick, 30)}<br />\n${text(pick, 10)} <strong>${text(pick, 2)}</strong></p>`,
  (pick, site) =>
    `<p><img src="${site}/images/${pick(999)}.jpg" alt="${text(pick, 3)}" width="640" height="480" /></p>`,
  (pick) => `<ul>\n<li>${text(pick, 5)}</li>\n<li>${text(pick, 6)}</li>\n</ul>`,
  (pick) => `<blockquote><p>${text(pick, 20)}</p></blockquote>`,
  (pick, site) => `<h3>${text(pick, 4)}</h3>\n<p>${text(pick, 16)} <a href="${site}/about">${text(pick, 1)}</a></p>`,
];

/** @type {(pick: Pick, site: string) => string} */
const html = (pick, site) =>
  Array.from({ length: 4 + pick(4) }, () => blocks[pick(blocks.length)]?.(pick, site)).join('\n');

/** @type {(markup: string) => string} */
const escaped = (markup) => markup.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** @type {(at: number) => Date} */
const dateOf = (at) => new Date(1.75e12 - at * 7.3e6);

/** @type {(pick: Pick, site: string, at: number) => string} */
const item = (pick, site, at) => `<item>
<title>${text(pick, 6)} &amp; ${text(pick, 2)}</title>
<link>${site}/posts/${at}</link>
<guid isPermaLink="false">${site}/?p=${at}</guid>
<pubDate>${dateOf(at).toUTCString().replace('GMT', '+0000')}</pubDate>
<dc:creator><![CDATA[${text(pick, 2)}]]></dc:creator>
<category><![CDATA[${text(pick, 1)}]]></category><category>${text(pick, 2)}</category>
<enclosure url="${site}/audio/${at}.mp3" length="${pick(9e6)}" type="audio/mpeg"/>
<description>${text(pick, 15)} […]</description>
<content:encoded><![CDATA[${html(pick, site)}]]></content:encoded>
</item>`;

/** @type {(pick: Pick, site: string, at: number) => string} */
const entry = (pick, site, at) => `<entry>
<title type="html">${text(pick, 5)} &amp;amp; ${text(pick, 3)}</title>
<link rel="alternate" type="text/html" href="${site}/posts/${at}"/>
<id>tag:${new URL(site).host},2025:${at}</id>
<published>${dateOf(at).toISOString()}</published><updated>${dateOf(at - 1).toISOString()}</updated>
<author><name>${text(pick, 2)}</name></author>
<category term="${text(pick, 1)}"/><category term="${text(pick, 2)}"/>
<summary>${text(pick, 15)}</summary>
<content type="html">${escaped(html(pick, site))}</content>
</entry>`;

/** @type {(site: string, items: string) => string} */
const rss = (site, items) => `<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>${site} – café</title><link>${site}</link><description>${site}</description><language>en</language>
${items}
</channel></rss>`;

/** @type {(site: string, entries: string) => string} */
const atom = (site, entries) => `<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><title>${site} – café</title><id>${site}/</id>
<link href="${site}/"/><link rel="self" href="${site}/feed.atom"/><updated>${dateOf(0).toISOString()}</updated>
${entries}
</feed>`;

/** One with so many entries that it has about so many bytes. @type {(number: number, bytes: number) => Uint8Array} */
export const feedOf = (number, bytes) => {
  const pick = numbers(number);
  const site = `https://site-${number}.example`;
  const [write, whole] = number % 2 === 0 ? [item, rss] : [entry, atom];
  /** @type {string[]} */
  const entries = [];
  for (let size = 500; size < bytes; size += Buffer.byteLength(entries.at(-1) ?? '')) {
    entries.push(write(pick, site, entries.length));
  }
  return Buffer.from(whole(site, entries.join('\n')));
};
