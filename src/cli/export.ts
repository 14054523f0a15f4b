import type { Command } from 'commander';
import { optionsOf, type Shell, withFeedlock } from './shell.ts';

export const addExport = (program: Command, shell: Shell): Command =>
  program
    .command('export')
    .summary('print the feeds that are on the schedule')
    .description('Prints the feeds that are on the schedule, without their logins, one URL a line.')
    .option('--opml', 'as OPML, which other readers import')
    .action((flags: { opml?: boolean }, command: Command) =>
      withFeedlock(shell, optionsOf(shell, command), async (feedlock) => {
        const { terminal } = shell;
        const feeds = await feedlock.subscriptions();
        if (!flags.opml) {
          for (const { url } of feeds) terminal.print(url);
          return;
        }
        const { generateOpml } = await import('feedsmith');
        const outlines = feeds.map(({ url, title, link }) => ({
          type: 'rss',
          text: title ?? url,
          title: title ?? url,
          xmlUrl: url,
          ...(link && { htmlUrl: link }),
        }));
        terminal.print(generateOpml({ head: { title: 'feedlock' }, body: { outlines } }));
      }),
    );
