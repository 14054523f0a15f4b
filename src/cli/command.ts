import { reportError } from './exit-code.ts';
import { completeArguments, createProgram } from './program.ts';
import type { Shell } from './shell.ts';

export interface Ending {
  code: number;
  /** Whether something may still be under way, as attempts to connect that were given up. */
  early: boolean;
}

/** Carries out one command. `interrupted` aborts with the exit code of an interruption. */
export const runCommand = async (
  args: string[],
  { terminal, interrupted }: Pick<Shell, 'terminal' | 'interrupted'>,
): Promise<Ending> => {
  let code = 0;
  let isFinal = false;
  const endWith: Shell['endWith'] = (given, when) => {
    code = given;
    isFinal = when === 'always';
  };
  const program = createProgram({ terminal, interrupted, endWith });
  try {
    await program.parseAsync(completeArguments(args, program), { from: 'user' });
  } catch (error) {
    // What an interrupted command throws says no more than that.
    return { code: interrupted.aborted ? interrupted.reason : reportError(error, terminal), early: true };
  }
  return interrupted.aborted && !isFinal ? { code: interrupted.reason, early: true } : { code, early: isFinal };
};
