import type { Command } from 'commander';
import { reasonOf } from '../errors.ts';
import { readFeedList, readOpml } from './feed-list.ts';

interface ListFlags {
  file?: string;
  opml?: string;
}

/** The arguments of commands that are about feeds. */
export const addFeedArguments = (command: Command): Command =>
  command
    .argument('[url...]', 'feed URLs')
    .option('-f, --file <list>', 'an OPML file, or a list with one URL a line; - is stdin');

/** Which feeds a command is about, each once. */
export const urlsFrom = async (args: readonly string[], command: Command): Promise<string[]> => {
  const { file, opml } = command.opts<ListFlags>();
  const from = async (list: string | undefined, read: (list: string) => Promise<string[]>): Promise<string[]> =>
    list === undefined
      ? []
      : read(list).catch((error): never => command.error(`error: read ${list}: ${reasonOf(error)}`));
  const listed = await Promise.all([from(file, readFeedList), from(opml, readOpml)]);
  const urls = new Set([...args, ...listed.flat()]);
  const hint = `error: no feed to ${command.name()}: name its URL, or a list of feeds with --file`;
  return urls.size > 0 ? [...urls] : command.error(hint);
};
