import type { Socket } from 'node:net';

const unheard = () =>
  Object.assign(new Error('the server closed the connection before it said anything'), { code: 'CONNECTION_CLOSED' });

/**
 * The client forgets what it is handed between an error and the close that follows, and it tries for ever to reach a server
 * that closes without a word. So a server that has spoken is lost without an error, and one that has not with one.
 */
export const endAsTheClientExpects = (socket: Socket): void => {
  const destroy = socket.destroy.bind(socket);
  socket.destroy = (error) => destroy(socket.bytesRead > 0 ? undefined : (error ?? unheard()));
};

/**
 * Nothing else would end a connection whose server has vanished with a statement, but the kernel after a quarter of an hour.
 * Needs a socket that connects already, which makes its `write` anew.
 */
export const endWhenSilent = (socket: Socket, silence: number): void => {
  const write = socket.write.bind(socket);
  let readWhenAsked = -1;
  socket.write = (...piece: unknown[]) => {
    readWhenAsked = socket.bytesRead;
    return write(...(piece as Parameters<typeof write>));
  };
  const endIfUnanswered = () => {
    if (socket.bytesRead === readWhenAsked) socket.destroy();
  };
  // When it was this process that stood still, the answer is there, and read in this turn.
  socket.setTimeout(silence).on('timeout', () => setImmediate(endIfUnanswered));
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
