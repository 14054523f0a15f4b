import { createHosts } from '../../src/actor/hosts.ts';

type Deps = Parameters<typeof createHosts>[0];
type Options = Parameters<typeof createHosts>[1];

/** Hosts with one place each and no spacing, whom no other node has told anything. */
export const openHosts = ({ deps, ...options }: { deps?: Partial<Deps> } & Partial<Options> = {}) => {
  const hosts = createHosts(
    { notBefore: async () => null, ...deps },
    { hostOf: (url) => new URL(url).host, concurrency: 1, spacing: 0, ...options },
  );
  return { ...hosts, [Symbol.asyncDispose]: hosts.stop };
};

export const onLost = () => {};

/** A signal of somebody patient. */
export const patience = (): AbortSignal => new AbortController().signal;

/** The place, where it is certain to be granted. */
export const granted = <Answer extends { status: string }>(answer: Answer): Extract<Answer, { status: 'granted' }> => {
  if (answer.status !== 'granted') throw new Error(`expected a place, was ${answer.status}`);
  return answer as Extract<Answer, { status: 'granted' }>;
};

/** Whether a promise is still pending after all that can happen at once has happened. */
export const pending = async (promise: Promise<unknown>): Promise<boolean> => {
  const nobody = Symbol();
  const turn = new Promise((resolve) => setImmediate(resolve, nobody));
  return (await Promise.race([promise, turn])) === nobody;
};
