import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** They start many processes or servers, and wait for leases to end. */
const long = /\/(embedded|processes)\/|\/(chaos|faults|polling|readme|testing|waiting)\.test/;

/** Spreads the long files over the others, so that few of them run at once, and none is the last. */
export class Sequencer extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const slow = sorted.filter(({ moduleId }) => long.test(moduleId));
    const quick = sorted.filter(({ moduleId }) => !long.test(moduleId));
    const between = Math.floor(quick.length / (slow.length + 1));
    return [...slow.flatMap((file) => [file, ...quick.splice(0, between)]), ...quick];
  }
}
