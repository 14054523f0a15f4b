import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { natsServerBinary } from '../src/embedded/nats-binary.ts';
import { freePort } from './free-port.ts';

const answers = async (port: number): Promise<void> => {
  for (;;) {
    const socket = connect(port, '127.0.0.1');
    const answered = await once(socket, 'data').catch(() => null);
    socket.destroy();
    if (answered) return;
  }
};

/** A NATS server of a test's own, that can be stopped and started again where it was. */
export const openServer = async (...options: string[]) => {
  const folder = await mkdtemp(join(tmpdir(), 'feedlock-nats-'));
  const port = await freePort();
  const path = await natsServerBinary();
  let child: ChildProcess | null = null;
  const start = async () => {
    child = spawn(path, ['-js', '-a', '127.0.0.1', '-p', `${port}`, '-sd', folder, ...options], { stdio: 'ignore' });
    await answers(port);
  };
  const stop = async (signal: NodeJS.Signals = 'SIGTERM') => {
    if (child?.kill(signal)) await once(child, 'exit');
    child = null;
  };
  const signal = (name: NodeJS.Signals) => child?.kill(name);
  await start();
  const dispose = async () => {
    await stop('SIGKILL');
    await rm(folder, { recursive: true });
  };
  return {
    port,
    url: `nats://127.0.0.1:${port}`,
    start,
    stop,
    pause: () => signal('SIGSTOP'),
    resume: () => signal('SIGCONT'),
    [Symbol.asyncDispose]: dispose,
  };
};
