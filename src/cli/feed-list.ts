import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';

interface Outline {
  xmlUrl?: string;
  outlines?: Outline[];
}

const urlsOf = (outlines: readonly Outline[] = []): string[] =>
  outlines.flatMap(({ xmlUrl, outlines: inner }) => [...(xmlUrl ? [xmlUrl] : []), ...urlsOf(inner)]);

const isMarkup = (list: string) => /^\ufeff?\s*</.test(list);

const parseOutlines = async (opml: string): Promise<string[]> => {
  const { parseOpml } = await import('feedsmith');
  return urlsOf(parseOpml(opml.replace(/^\ufeff/, '')).body?.outlines);
};

/** The feed URLs of an OPML document, or of a list with one URL a line and comments after `#`. */
export const parseFeedList = async (list: string): Promise<string[]> => {
  if (isMarkup(list)) return parseOutlines(list);
  // A fragment is a part of the URL: a comment begins the line or follows a space.
  const lines = list
    .replace(/^\ufeff/, '')
    .split(/\r?\n/)
    .map((line) => line.replace(/(^|\s)#.*/, '').trim());
  return lines.filter((line) => line !== '');
};

/** `-` is stdin. */
const read = (file: string): Promise<string> => (file === '-' ? text(process.stdin) : readFile(file, 'utf8'));

export const readFeedList = async (file: string): Promise<string[]> => parseFeedList(await read(file));

/** @throws Error when the file is no OPML: each line of it would be taken for a URL otherwise */
export const readOpml = async (file: string): Promise<string[]> => {
  const opml = await read(file);
  if (isMarkup(opml)) return parseOutlines(opml);
  throw new Error('it is no OPML; name a list of URLs with --file');
};
