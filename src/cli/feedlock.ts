#!/usr/bin/env node
import { reportError } from './exit-code.ts';
import { listenForSignals } from './interruption.ts';
import { completeArguments, createProgram } from './program.ts';
import { createTerminal } from './terminal.ts';

const terminal = createTerminal(process);
const interrupted = listenForSignals(process, terminal);
const program = createProgram({ terminal, interrupted });

try {
  await program.parseAsync(completeArguments(process.argv.slice(2), program), { from: 'user' });
} catch (error) {
  // What an interrupted command throws says no more than that. Attempts to connect that were given up may still be under way.
  process.exit(interrupted.aborted ? interrupted.reason : reportError(error, terminal));
}
if (interrupted.aborted) process.exit(interrupted.reason);
