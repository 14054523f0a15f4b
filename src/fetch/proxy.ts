import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { reasonOf } from '../errors.ts';
import { type Dial, type Dialling, dialAny } from './dial.ts';
import { withoutBrackets } from './trust.ts';

export interface WebProxy {
  origin: string;
  /** Its host and port, for messages. */
  shown: string;
  /** The header with its login, if it has one. */
  authorization: string[];
  /** Connects to the proxy itself, which then is sent requests for whole URLs. */
  dial: Dial;
  /** Connects to an https server, through the proxy. */
  tunnel: Dial;
}

const basic = ({ username, password }: URL): string[] =>
  username === '' && password === ''
    ? []
    : ['proxy-authorization', `Basic ${Buffer.from(`${decoded(username)}:${decoded(password)}`).toString('base64')}`];

/** A lone % stands for itself. */
const decoded = (text: string): string =>
  text.replace(/(?:%[\da-f]{2})+/gi, (bytes) => Buffer.from(bytes.replaceAll('%', ''), 'hex').toString());

/** Shaped like Node's own errors. That a proxy has no address says nothing of the feed's name. */
const failureOf = (shown: string, thrown: unknown): Error => {
  const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : '';
  return Object.assign(new Error(`proxy ${shown}: ${reasonOf(thrown)}`, { cause: thrown }), {
    code: code === '' || /^(ENOTFOUND|ENODATA|EAI_)/.test(code) ? 'EPROXY' : code,
  });
};

/** An error of the socket is told by the TLS that runs over it. */
const noError = () => {};

export const createProxy = (url: URL): WebProxy => {
  const { origin, protocol, host: shown } = url;
  const hostname = withoutBrackets(url.hostname);
  const port = url.port || (protocol === 'https:' ? '443' : '80');
  const authorization = basic(url);

  const dial: Dial = (_, callback) =>
    dialAny({ hostname, host: url.host, protocol, port }, (error, socket) =>
      error ? callback(failureOf(shown, error), null) : callback(null, socket),
    );

  const tunnel: Dial = (target, callback) => {
    const { host = target.hostname } = target;
    const server = `${host.replace(/:\d+$/, '')}:${target.port || '443'}`;
    const [name, value] = authorization;
    const request = (protocol === 'https:' ? httpsRequest : httpRequest)({
      agent: false,
      method: 'CONNECT',
      host: hostname,
      port,
      path: server,
      headers: { host: server, ...(name && { [name]: value }) },
    });
    let current: Dialling = request;
    const refuse = (reason: string, code: string) =>
      callback(failureOf(shown, Object.assign(new Error(reason), { code })), null);

    request.on('error', (error) => callback(failureOf(shown, error), null));
    request.on('connect', ({ statusCode = 0, statusMessage = '' }, socket, early) => {
      const isOpen = statusCode >= 200 && statusCode < 300;
      socket.on('error', noError);
      if (isOpen && early.length === 0) {
        current = dialAny({ ...target, httpSocket: socket }, callback);
        return;
      }
      socket.destroy();
      if (isOpen) refuse('speaks before the server was asked', 'HPE_EARLY');
      else refuse(`${statusCode} ${statusMessage}`.trim(), 'EPROXY');
    });
    request.end();
    return { destroy: (error) => current.destroy(error) };
  };

  return { origin, shown, authorization, dial, tunnel };
};
