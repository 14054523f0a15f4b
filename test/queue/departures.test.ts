import { expect, it } from 'vitest';
import { createDepartures } from '../../src/queue/departures.ts';

it('comes at the same moment for all who ask before it, and at another one for those who ask after', async () => {
  const departure = createDepartures(20);
  const first = departure();
  expect(departure()).toBe(first);
  await first;
  expect(departure()).not.toBe(first);
});

it('lets all send what they have before any of it is written', async () => {
  const departure = createDepartures(1);
  const sent: string[] = [];
  const names = ['acknowledgement', 'outcome', 'question'];
  const send = async (name: string) => {
    await departure();
    // As the client does with the first of what it is given.
    if (sent.length === 0) queueMicrotask(() => sent.push('written'));
    sent.push(name);
  };
  await Promise.all(names.map(send));
  expect(sent).toEqual([...names, 'written']);
});
