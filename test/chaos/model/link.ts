import type { Random } from '../random.ts';
import type { Life } from './life.ts';
import type { Time } from './time.ts';

/** What becomes of a request. `early`: the sender is told of a loss while the request is still on its way. */
export type Fate = 'answered' | 'request lost' | 'reply lost' | 'early';

export interface Weather {
  fate(random: Random): Fate;
  /** One way, in ms. */
  latency(random: Random): number;
}

/** How much longer than the news of a loss the request itself may take, in ms. */
const longest = 2_000;

export const fair: Weather = { fate: () => 'answered', latency: (random) => random.between(0.2, 3) };

export interface Reply<Answer> {
  resolve(answer: Answer): void;
  reject(error: unknown): void;
}

export interface LinkParts {
  time: Time;
  life: Life;
  random: Random;
  /** As it is at the moment. */
  weather(): Weather;
}

export interface LinkOptions {
  /** ms to wait for an answer. @default for ever */
  timeout?: number;
  /** What the sender gets to know of a loss: nothing but the time-out, if this is left out. */
  loss?: () => Error;
}

/** The way of a process to a server: a request is carried out when it arrives, whatever its sender has come to think. */
export const createLink = ({ time, life, random, weather }: LinkParts, { timeout, loss }: LinkOptions) => {
  const send = <Answer>(serve: (reply: Reply<Answer>) => void, reply: Reply<Answer>) => {
    const fate = weather().fate(random);
    const hangUp = (ms: number) => loss && time.after(ms, () => life.deliver(() => reply.reject(loss())));
    const answer = (tell: () => void) => {
      if (fate === 'answered') time.after(weather().latency(random), () => life.deliver(tell));
      else hangUp(weather().latency(random));
    };
    const latency = weather().latency(random);
    const arrive = () =>
      serve({
        resolve: (value) => answer(() => reply.resolve(value)),
        reject: (error) => answer(() => reply.reject(error)),
      });
    if (fate === 'request lost' || fate === 'early') hangUp(latency);
    if (fate === 'answered' || fate === 'reply lost') time.after(latency, arrive);
    if (fate === 'early') time.after(latency + random.between(0, longest), arrive);
  };

  return <Answer>(serve: (reply: Reply<Answer>) => void): Promise<Answer> =>
    new Promise<Answer>((resolve, reject) => {
      const late = () => reject(new Error(`no answer within ${timeout} ms`));
      const cancel = timeout === undefined ? () => {} : life.clock.after(timeout, late);
      const reply = {
        resolve: (answer: Answer) => {
          cancel();
          resolve(answer);
        },
        reject: (error: unknown) => {
          cancel();
          reject(error);
        },
      };
      life.deliver(() => send(serve, reply));
    });
};

export type Link = ReturnType<typeof createLink>;
