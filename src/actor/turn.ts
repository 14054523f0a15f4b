import type { Line } from './line.ts';

/** One who came for something that one gets in turn. */
export interface Turn<Answer> {
  /** `null` as long as it waits. */
  readonly answer: Answer | null;
  answerWith(answer: Answer): void;
  /** Waits for the answer. Rejects with the signal's reason, or with that of `giveUp`. */
  wait(signal: AbortSignal): Promise<Answer>;
  /** Nothing after the answer, or a second time. */
  giveUp(reason: unknown): void;
}

/** Joins the line, and leaves it with an answer or without. */
export const createTurn = <Answer>(line: Line<Turn<Answer>>, onGivenUp: () => void): Turn<Answer> => {
  let answer: Answer | null = null;
  let refusal: { reason: unknown } | null = null;
  let resolve: (answer: Answer) => void = () => {};
  let reject: (reason: unknown) => void = () => {};

  const turn: Turn<Answer> = {
    get answer() {
      return answer;
    },
    answerWith: (given) => {
      leave();
      answer = given;
      resolve(given);
    },
    wait: async (signal) => {
      const abandon = () => turn.giveUp(signal.reason);
      if (signal.aborted) abandon();
      if (answer !== null) return answer;
      if (refusal !== null) throw refusal.reason;
      signal.addEventListener('abort', abandon, { once: true });
      try {
        return await new Promise<Answer>((...settle) => {
          [resolve, reject] = settle;
        });
      } finally {
        signal.removeEventListener('abort', abandon);
      }
    },
    giveUp: (reason) => {
      if (answer !== null || refusal !== null) return;
      leave();
      refusal = { reason };
      onGivenUp();
      reject(reason);
    },
  };
  const leave = line.join(turn);
  return turn;
};
