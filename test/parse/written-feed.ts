import type { Manner, Post, Writing } from './generated.ts';

const escaped = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/** A text as the text of an element. */
const wrapped = (text: string, { cdata }: Manner) =>
  cdata ? `<![CDATA[${text.replaceAll(']]>', ']]]]><![CDATA[>')}]]>` : escaped(text);

/** A plain text where HTML is expected. */
const asHtml = (text: string, as: Manner) => wrapped(escaped(text), as);

const rssItem = (one: Post, as: Manner) => {
  const [dc, body] = as.prefixes;
  return `<item>
    <guid isPermaLink="false">${wrapped(one.id, as)}</guid>
    <link>${wrapped(one.link, as)}</link>
    <title>${asHtml(one.title, as)}</title>
    <pubDate>${one.published.toUTCString()}</pubDate>
    <${dc}:creator>${wrapped(one.author, as)}</${dc}:creator>
    ${one.categories.map((name) => `<category>${wrapped(name, as)}</category>`).join('')}
    ${one.enclosures.map(({ url, type, length }) => `<enclosure url="${escaped(url)}" type="${type}" length="${length}"/>`).join('')}
    <${body}:encoded>${wrapped(one.content, as)}</${body}:encoded>
  </item>`;
};

const namespaces = ({ prefixes: [dc, body] }: Manner) =>
  `xmlns:${dc}="http://purl.org/dc/elements/1.1/" xmlns:${body}="http://purl.org/rss/1.0/modules/content/"`;

export const asRss = ({ title, posts }: Writing, as: Manner): string =>
  `<rss version="2.0" ${namespaces(as)}><channel><title>${asHtml(title, as)}</title>${posts
    .map((one) => rssItem(one, as))
    .join('')}</channel></rss>`;

const rdfItem = (one: Post, as: Manner) => {
  const [dc, body, rdf] = as.prefixes;
  return `<item ${rdf}:about="${escaped(one.id)}">
    <title>${asHtml(one.title, as)}</title>
    <link>${wrapped(one.link, as)}</link>
    <${dc}:creator>${wrapped(one.author, as)}</${dc}:creator>
    <${dc}:date>${one.published.toISOString()}</${dc}:date>
    ${one.categories.map((name) => `<${dc}:subject>${wrapped(name, as)}</${dc}:subject>`).join('')}
    <${body}:encoded>${wrapped(one.content, as)}</${body}:encoded>
  </item>`;
};

/** RSS 1.0, which has no enclosures. */
export const asRdf = ({ title, posts }: Writing, as: Manner): string => {
  const rdf = as.prefixes[2];
  return `<${rdf}:RDF xmlns:${rdf}="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" ${namespaces(as)}>
  <channel><title>${asHtml(title, as)}</title></channel>${posts.map((one) => rdfItem(one, as)).join('')}</${rdf}:RDF>`;
};

const atomEntry = (one: Post, as: Manner) => {
  const atom = as.prefixes[0];
  const element = (name: string, text: string, more = '') => `<${atom}:${name}${more}>${text}</${atom}:${name}>`;
  return element(
    'entry',
    `${element('id', wrapped(one.id, as))}
    <${atom}:link href="${escaped(one.link)}"/>
    ${element('title', wrapped(one.title, as))}
    ${element('published', one.published.toISOString())}
    ${element('author', element('name', wrapped(one.author, as)))}
    ${one.categories.map((name) => `<${atom}:category term="${escaped(name)}"/>`).join('')}
    ${one.enclosures
      .map(
        ({ url, type, length }) =>
          `<${atom}:link rel="enclosure" href="${escaped(url)}" type="${type}" length="${length}"/>`,
      )
      .join('')}
    ${element('content', wrapped(one.content, as), ' type="html"')}`,
  );
};

export const asAtom = ({ title, posts }: Writing, as: Manner): string => {
  const atom = as.prefixes[0];
  return `<${atom}:feed xmlns:${atom}="http://www.w3.org/2005/Atom"><${atom}:title>${wrapped(title, as)}</${atom}:title>${posts
    .map((one) => atomEntry(one, as))
    .join('')}</${atom}:feed>`;
};

export const asJson = ({ title, posts }: Writing): string =>
  JSON.stringify({
    version: 'https://jsonfeed.org/version/1.1',
    title,
    items: posts.map((one) => ({
      id: one.id,
      url: one.link,
      title: one.title,
      date_published: one.published,
      authors: [{ name: one.author }],
      tags: one.categories,
      attachments: one.enclosures.map(({ url, type, length }) => ({ url, mime_type: type, size_in_bytes: length })),
      content_html: one.content,
    })),
  });
