import { createInbox, type Msg, type NatsConnection, nanos } from 'nats';
import { clientSettings } from '../client-settings.ts';
import { consumerName, type Shard } from './stream.ts';

/** One question for messages, which the server keeps open until it is answered or time is up. */
interface Question {
  inbox: string;
  missing: number;
  end(trouble?: Error): void;
}

/** What is left of a question whose server went away ends by itself, so many ms after it should have. */
const grace = 500;

const timeIsUp = 408;

/**
 * Requests for messages of a queue over an inbox of our own: of the client's `fetch` each makes, and ends, a subscription. At
 * most one is open at a time; messages may still come after its end.
 */
export const openPull = (connection: NatsConnection, { name }: Shard, onMessage: (message: Msg) => void) => {
  const inbox = createInbox(clientSettings(connection)?.inboxPrefix);
  const subject = `$JS.API.CONSUMER.MSG.NEXT.${name}.${consumerName}`;
  let asked = 0;
  let question: Question | null = null;

  const hearStatus = ({ subject: to, headers }: Msg) => {
    if (question?.inbox !== to || headers === undefined) return;
    const { code, description } = headers;
    question.end(code === timeIsUp ? undefined : new Error(`${description || 'nobody listens'} (${code})`));
  };

  const hearMessage = (message: Msg) => {
    if (question !== null) question.missing -= 1;
    if (question?.missing === 0) question.end();
    onMessage(message);
  };

  const subscription = connection.subscribe(`${inbox}.*`, {
    callback: (error, message) => {
      if (error) question?.end(error);
      else if (message.subject.startsWith(inbox)) hearStatus(message);
      else hearMessage(message);
    },
  });

  return {
    /** How many messages are on their way. */
    get missing() {
      return question?.missing ?? 0;
    },

    /** Settles when so many messages have come, or the server has had no more for `ms`. Rejects when there is nobody to ask. */
    ask: (count: number, ms: number): Promise<void> =>
      new Promise((resolve, reject) => {
        const end = (trouble?: Error) => {
          clearTimeout(timer);
          question = null;
          if (trouble) reject(trouble);
          else resolve();
        };
        const timer = setTimeout(end, ms + grace);
        const reply = `${inbox}.${++asked}`;
        question = { inbox: reply, missing: count, end };
        try {
          connection.publish(subject, `{"batch":${count},"expires":${nanos(ms)}}`, { reply });
        } catch (closed) {
          end(closed as Error);
        }
      }),

    stop: () => subscription.unsubscribe(),
  };
};

export type Pull = ReturnType<typeof openPull>;
