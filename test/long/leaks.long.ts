import { expect, it, vi } from 'vitest';
import { moreThan, openWatched } from '../processes/watched.ts';

it('10,000 imports leave no actor, timer, listener or connection behind, and take no memory', async () => {
  await using watched = await openWatched(450);
  let imports = 0;
  const importUpTo = async (count: number) => {
    while (imports < count) imports += (await watched.importRound()).length;
  };
  await importUpTo(2_000);
  const [open, memory] = [await watched.open(), await watched.memory()];
  await importUpTo(12_000);
  await vi.waitFor(async () => expect(moreThan(open, await watched.open())).toEqual({}), { timeout: 10_000 });
  // Less than 1 KB an import: what the heap needs for room, not what an import would leave.
  expect((await watched.memory()) - memory).toBeLessThan(10 * 2 ** 20);
});
