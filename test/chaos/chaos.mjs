// npm run chaos -- --minutes 30 --seed 1 [--only kill,freeze] [--feeds 2000] [--rate 30] [--controls] [--takeover]
// npm run chaos -- --model --seed 1 --schedules 2000
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
    schedules: { type: 'string' },
    model: { type: 'boolean' },
    controls: { type: 'boolean' },
    takeover: { type: 'boolean' },
  },
});

const { model, controls, takeover, ...orders } = values;
if (model) orders.schedules ??= '2000';
for (const [name, value] of Object.entries(orders)) process.env[`CHAOS_${name.toUpperCase()}`] = value;

const what = model ? 'model' : controls ? 'controls' : takeover ? 'takeover' : 'storms';
const vitest = await startVitest('test', [`${what}.chaos.ts`], { config: 'test/chaos.config.ts', watch: false });
await vitest.close();
