import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import { join } from 'node:path';
import { natsServerBinary } from './nats-binary.ts';
import { keptPort } from './port.ts';
import { endLeftover, type Program } from './process.ts';
import { type Service, startService } from './service.ts';

/** Whether the server on the port bears this name, which it tells at once to whoever connects. */
const answers = (port: number, name: string): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('data', (info) => {
      resolve(info.includes(`"server_name":"${name}"`));
      socket.destroy();
    });
    socket.once('error', () => resolve(false));
    socket.once('close', () => resolve(false));
  });

/** Starts a NATS server with JetStream, for this machine only. */
export const startNats = async (folder: string): Promise<Service> => {
  const name = `feedlock-${randomUUID()}`;
  const program: Program = {
    path: await natsServerBinary(),
    data: ['-sd', join(folder, 'nats')],
    args: ['-js', '-n', name, '-a', '127.0.0.1'],
    account: null,
    log: join(folder, 'nats.log'),
    pidFile: join(folder, 'run', 'nats.pid'),
  };
  await endLeftover(program);
  const port = await keptPort(folder, 'nats');
  program.args.push('-p', String(port));
  return startService('nats-server', program, `nats://127.0.0.1:${port}`, () => answers(port, name));
};
