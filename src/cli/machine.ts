import { Argument, type Command, Option } from 'commander';
import type { Shell } from './shell.ts';

const machines = {
  feed: async () => (await import('../../machines/feed.ts')).feedMachine,
  host: async () => (await import('../../machines/host.ts')).hostMachine,
  node: async () => (await import('../../machines/node.ts')).nodeMachine,
};

export const addMachine = (program: Command, { terminal }: Shell): Command =>
  program
    .command('machine')
    .summary('print a statechart')
    .description('Prints a statechart: the life of a feed’s import, that of a host’s places, or that of a process.')
    .addArgument(new Argument('<name>', 'which').choices(Object.keys(machines)))
    .option('--mermaid', 'as a Mermaid drawing (the default)')
    .addOption(
      new Option('--json', 'as the configuration that XState and Stately read, without its functions').conflicts(
        'mermaid',
      ),
    )
    .action(async (name: keyof typeof machines, { json }: { json?: boolean }) => {
      const [machine, { toMermaid }] = await Promise.all([machines[name](), import('../inspect/mermaid.ts')]);
      terminal.print(json ? JSON.stringify(machine.config, null, 2) : toMermaid(machine));
    });
