import { Argument, type Command, Option } from 'commander';
import { feedMachine } from '../../machines/feed.ts';
import { hostMachine } from '../../machines/host.ts';
import { nodeMachine } from '../../machines/node.ts';
import { toMermaid } from '../inspect/mermaid.ts';
import type { Shell } from './shell.ts';

const machines = { feed: feedMachine, host: hostMachine, node: nodeMachine };

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
    .action((name: keyof typeof machines, { json }: { json?: boolean }) => {
      const machine = machines[name];
      terminal.print(json ? JSON.stringify(machine.config, null, 2) : toMermaid(machine));
    });
