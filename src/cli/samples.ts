import { mkdir } from 'node:fs/promises';
import type { Command } from 'commander';
import { keptPort } from '../embedded/port.ts';
import type { Feedlock } from '../feedlock.ts';
import { resolveOptions } from '../options.ts';
import { exitCodes } from './exit-code.ts';
import type { Sample } from './samples/sample.ts';
import { samples } from './samples/samples.ts';
import { printScreen, type Tried } from './samples/screen.ts';
import { type SampleServer, serveSamples } from './samples/server.ts';
import { optionsOf, type Shell, withFeedlock } from './shell.ts';

/** One sample's import, and what had to come of it: what has been imported before is unchanged now. */
const trySample = async (feedlock: Feedlock, server: SampleServer, sample: Sample): Promise<Tried> => {
  const url = server.urlOf(sample);
  const known = await feedlock.entries(url, { limit: 1 });
  const settled = await feedlock.import(url);
  const stored = await feedlock.entries(url);
  const [newest] = stored.sort((one, other) => Number(other.published) - Number(one.published));

  const expected = sample.failure ? 'failed' : known.length > 0 ? 'unchanged' : 'imported';
  const isExpected =
    settled.status === expected && (settled.status !== 'failed' || settled.error.code === sample.failure);
  return { sample, answer: server.answerOf(sample), settled, expected, isExpected, newest: newest?.title ?? null };
};

const importSamples = async (shell: Shell, command: Command): Promise<void> => {
  const options = optionsOf(shell, command);
  const { dataDir } = resolveOptions(options, process.env);
  await mkdir(dataDir, { recursive: true });
  const server = await serveSamples(samples, await keptPort(dataDir, 'samples'));
  try {
    await withFeedlock(shell, { ...options, fetch: { allow: [server.host] } }, async (feedlock) => {
      const tried = await Promise.all(samples.map((sample) => trySample(feedlock, server, sample)));
      printScreen(shell.terminal, server.host, tried);
      shell.endWith(tried.every(({ isExpected }) => isExpected) ? exitCodes.ok : exitCodes.someFailed);
    });
  } finally {
    await server.stop();
  }
};

export const addSamples = (program: Command, shell: Shell): Command =>
  program
    .command('samples')
    .summary('import sample feeds that feedlock brings along')
    .description('Serves sample feeds on loopback, imports them, and compares each outcome with what it should be.')
    .action((_flags: object, command: Command) => importSamples(shell, command));
