import type { Socket } from 'node:net';

/** ReadyForQuery outside of a transaction: the server has let the client in. */
const ready = Buffer.from('Z\0\0\0\x05I', 'latin1');

const unready = () =>
  Object.assign(new Error('the server closed the connection before it was ready'), { code: 'CONNECTION_CLOSED' });

/**
 * The client forgets what it is handed between an error and the close that follows, and it tries for ever to get in where a
 * server closes without one. So a server that was ready is lost without an error, and one that was not with one. What is
 * `encrypted` cannot be told from the outside: there it counts that the server has said anything.
 */
export const endAsTheClientExpects = (socket: Socket, encrypted: boolean): void => {
  const destroy = socket.destroy.bind(socket);
  let isIn = false;
  const look = (piece: Buffer) => {
    isIn = encrypted || piece.includes(ready);
    if (isIn) socket.off('data', look);
  };
  socket.on('data', look);
  socket.destroy = (error) => destroy(isIn ? undefined : (error ?? unready()));
};

/** How many times within the bound for its silence a server is looked at. */
const looks = 4;

/**
 * Nothing else would end a connection whose server has vanished with a statement, but the kernel after a quarter of an hour.
 * Needs a socket that connects already, which makes its `write` anew.
 */
export const endWhenSilent = (socket: Socket, silence: number): void => {
  /** When it was first written to since something was read last. */
  let askedAt: number | null = null;
  const noting =
    <Values extends unknown[], Result>(act: (...values: Values) => Result) =>
    (...values: Values): Result => {
      askedAt ??= performance.now();
      return act(...values);
    };
  socket.write = noting(socket.write.bind(socket) as (...piece: unknown[]) => boolean);
  socket.end = noting(socket.end.bind(socket) as (...piece: unknown[]) => Socket);
  const isSilent = () => askedAt !== null && performance.now() - askedAt > silence;
  const endIfSilent = () => {
    if (isSilent()) socket.destroy();
  };
  // When it was this process that stood still, the answer is there, and read in this turn.
  const looking = setInterval(() => isSilent() && setImmediate(endIfSilent), silence / looks).unref();
  socket
    .on('data', () => {
      askedAt = null;
    })
    .once('close', () => clearInterval(looking));
};

/**
 * What the client was about to write as a connection closed stays in its buffer, and it writes nothing more before that has
 * grown to 1 KB. So nothing is connected for it before it begins with a whole message. Each time that it does not, its
 * buffer grows, and once written it is empty.
 */
export const connectWhenBegun = (socket: Socket, connect: () => void): void => {
  const { write } = socket;
  const dismiss = socket.destroy.bind(socket);
  // The client's turn to write is the next one.
  let untilWritten = setImmediate(() => {
    untilWritten = setImmediate(dismiss);
  });
  socket.write = (message: Buffer, ...rest: never[]) => {
    clearImmediate(untilWritten);
    socket.write = write;
    if (message.readInt32BE(0) !== message.length) {
      dismiss();
      return true;
    }
    connect();
    return socket.write(message, ...rest);
  };
};
