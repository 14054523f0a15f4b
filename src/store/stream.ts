import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';

/** TLS takes a socket's handle and would pass by what guards the socket. Of a stream it takes what comes out and puts in what goes. */
export const streamOf = (socket: Socket): Duplex => {
  let cause: Error | undefined;
  const stream = new Duplex({
    read: () => void socket.resume(),
    // A piece that cannot be written ends the socket, and that ends the stream.
    write: (piece: Buffer, _encoding, done) => void socket.write(piece, () => done()),
    final: (done) => void socket.end(() => done()),
    destroy: (error, done) => {
      socket.destroy();
      done(error);
    },
  });
  socket
    .on('data', (piece) => stream.push(piece) || socket.pause())
    .on('end', () => stream.push(null))
    .on('error', (error) => {
      cause = error;
    })
    .on('close', () => stream.destroy(cause));
  return Object.defineProperty(stream, 'readyState', { get: () => socket.readyState });
};
