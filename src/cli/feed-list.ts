import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';

interface Outline {
  xmlUrl?: string;
  outlines?: Outline[];
}

const urlsOf = (outlines: readonly Outline[] = []): string[] =>
  outlines.flatMap(({ xmlUrl, outlines: inner }) => [...(xmlUrl ? [xmlUrl] : []), ...urlsOf(inner)]);

/** The feed URLs of an OPML document, or of a list with one URL a line and comments after `#`. */
export const parseFeedList = async (list: string): Promise<string[]> => {
  const content = list.replace(/^\ufeff/, '');
  if (content.trimStart().startsWith('<')) {
    const { parseOpml } = await import('feedsmith');
    return urlsOf(parseOpml(content).body?.outlines);
  }
  // A fragment is a part of the URL: a comment begins the line or follows a space.
  const lines = content.split(/\r?\n/).map((line) => line.replace(/(^|\s)#.*/, '').trim());
  return lines.filter((line) => line !== '');
};

/** `-` is stdin. */
export const readFeedList = async (file: string): Promise<string[]> =>
  parseFeedList(file === '-' ? await text(process.stdin) : await readFile(file, 'utf8'));
