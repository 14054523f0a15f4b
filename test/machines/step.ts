import { fromPromise } from 'xstate';

export interface Call<Output, Input> {
  input: Input;
  signal: AbortSignal;
  answer(output: Output): void;
  fail(error: unknown): void;
}

/** A step that answers when the test says so, and remembers what it was asked. */
export const createStep = <Output, Input>() => {
  const calls: Call<Output, Input>[] = [];

  const latest = () => {
    const call = calls.at(-1);
    if (!call) throw new Error('the step has not been asked for anything');
    return call;
  };

  return {
    calls,
    logic: fromPromise<Output, Input>(
      ({ input, signal }) =>
        new Promise((answer, fail) => {
          calls.push({ input, signal, answer, fail });
        }),
    ),
    latest,
    answer: (output: Output) => latest().answer(output),
    fail: (error: unknown) => latest().fail(error),
  };
};
