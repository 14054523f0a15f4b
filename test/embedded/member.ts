import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const script = fileURLToPath(new URL('./member.mjs', import.meta.url));

export interface Member {
  natsUrl: string;
  databaseUrl: string;
  failure?: string;
  /** With -9. */
  kill(): Promise<void>;
}

/** Starts a process that joins the services of the folder, or of a temporary one. */
export const startMember = async (folder = ''): Promise<Member> => {
  const child: ChildProcess = spawn(process.execPath, [script, folder], { stdio: ['pipe', 'pipe', 'inherit'] });
  const [line] = await once(createInterface({ input: child.stdout ?? process.stdin }), 'line');
  return {
    ...JSON.parse(line),
    kill: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
};
