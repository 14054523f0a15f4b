// npm run chaos -- --minutes 30 --seed 1 [--only kill,freeze] [--feeds 2000] [--rate 30] [--controls] [--takeover]
import { parseArgs } from 'node:util';
import { startVitest } from 'vitest/node';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string' },
    seed: { type: 'string' },
    only: { type: 'string' },
    feeds: { type: 'string' },
    rate: { type: 'string' },
    folder: { type: 'string' },
    controls: { type: 'boolean' },
    takeover: { type: 'boolean' },
  },
});

const { controls, takeover, ...orders } = values;
for (const [name, value] of Object.entries(orders)) process.env[`CHAOS_${name.toUpperCase()}`] = value;

const what = controls ? 'controls' : takeover ? 'takeover' : 'storms';
const vitest = await startVitest('test', [`${what}.chaos.ts`], { config: 'test/chaos.config.ts', watch: false });
await vitest.close();
