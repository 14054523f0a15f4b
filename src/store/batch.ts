import DataLoader from 'dataloader';

const maxBatchSize = 100;

/**
 * Gathers the calls made at the same moment into one: `run` gets them together and answers each in its place. A batch that
 * fails is repeated one by one, so that one feed's trouble is never another's.
 */
export const createBatch = <Input, Output>(run: (inputs: readonly Input[]) => Promise<(Output | Error)[]>) => {
  const runSingly = (inputs: readonly Input[]) =>
    Promise.all(
      inputs.map((input) =>
        run([input]).then(
          ([output]) => output as Output | Error,
          (error: Error) => error,
        ),
      ),
    );
  const loader = new DataLoader<Input, Output>(
    (inputs) => run(inputs).catch((error: Error) => (inputs.length === 1 ? [error] : runSingly(inputs))),
    { cache: false, maxBatchSize, batchScheduleFn: setImmediate },
  );
  return (input: Input): Promise<Output> => loader.load(input);
};
