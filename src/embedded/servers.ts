import { startNats } from './nats.ts';
import { startPostgres } from './postgres.ts';
import type { Running } from './process.ts';

export interface Servers extends Running {
  natsUrl: string;
  databaseUrl: string;
}

/** Both servers of a data folder. They start together, and the end of one is the end of both. */
export const startServers = async (folder: string, durable: boolean): Promise<Servers> => {
  const starts = await Promise.allSettled([startNats(folder), startPostgres(folder, durable)]);
  const started = starts.flatMap((start) => (start.status === 'fulfilled' ? [start.value] : []));
  const stop = async () => void (await Promise.all(started.map((server) => server.stop())));

  const [nats, postgres] = starts;
  if (nats.status === 'fulfilled' && postgres.status === 'fulfilled')
    return {
      natsUrl: nats.value.url,
      databaseUrl: postgres.value.url,
      ended: Promise.race([nats.value.ended, postgres.value.ended]),
      stop,
    };
  await stop();
  throw [nats, postgres].find((start) => start.status === 'rejected')?.reason;
};
