import { expect, test } from 'vitest';
import { parse } from '../../src/parse/parse.ts';
import { documentOf, refusedAs } from './document.ts';

test.each([
  ['an empty body', ''],
  ['white space', ' \n\t'],
  ['an HTML page', '<!DOCTYPE html>\n<html lang="en"><head><title>Hi</title></head><body></body></html>'],
  ['an XHTML page', '<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><body><rss/></body></html>'],
  ['plain text', 'Service temporarily unavailable'],
  ['an OPML list', '<opml version="2.0"><body><outline text="x" xmlUrl="https://x.example/"/></body></opml>'],
  ['a site map', '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>x</loc></url></urlset>'],
  [
    'a drawing with metadata in RDF',
    '<svg><metadata><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/></metadata></svg>',
  ],
  ['RDF that is no RSS', '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><Person/></rdf:RDF>'],
  ['a list of television channels', '<tv><channel id="1"><display-name>One</display-name></channel></tv>'],
  ['JSON of another kind', '{"error":"not found"}'],
  ['a JSON list', '[1,2,3]'],
])('%s is not a feed', async (_, body) => {
  expect(await refusedAs(body)).toBe('not-a-feed');
});

test('an image is not a feed', async () => {
  const png = Buffer.from('89504e470d0a1a0a0000000d4948445200000001000000010806000000', 'hex');
  expect(await refusedAs(png)).toBe('not-a-feed');
});

test('JSON that breaks off is malformed', async () => {
  expect(await refusedAs('{"version":"https://jsonfeed.org/version/1","items":[')).toBe('malformed');
});

test('the message names the URL and the reason', async () => {
  expect(await parse(documentOf('<html></html>'), { sanitize: false })).toMatchObject({
    status: 'failed',
    error: { message: 'parse https://site.example/blog/feed.xml: it is an HTML page' },
  });
});
