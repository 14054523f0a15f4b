import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { TLSSocket } from 'node:tls';
import { certificate } from '../fetch/certificate.ts';

/** Postgres with TLS: says yes when it is asked for, and hands on what it deciphers. */
export const openTls = async (port: number) => {
  const server = createServer(async (raw) => {
    raw.on('error', () => raw.destroy());
    await once(raw, 'data');
    raw.write('S');
    const client = new TLSSocket(raw, { isServer: true, ...certificate });
    const service = connect(port, '127.0.0.1');
    client.on('error', () => service.destroy()).on('close', () => service.destroy());
    service.on('error', () => client.destroy());
    client.pipe(service).pipe(client);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    stop: () => new Promise<void>((done) => server.close(() => done())),
  };
};
