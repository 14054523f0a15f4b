#!/usr/bin/env node
import { runCommand } from './command.ts';
import { listenForSignals } from './interruption.ts';
import { createTerminal } from './terminal.ts';

const terminal = createTerminal(process);
const interrupted = listenForSignals(process, terminal);
const { code, early } = await runCommand(process.argv.slice(2), { terminal, interrupted });
if (early) process.exit(code);
process.exitCode = code;
