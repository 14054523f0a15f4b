// A process that uses the services of the folder named in its first argument, until its standard input closes.
import { startServices } from 'feedlock/testing';

const [dataDir] = process.argv.slice(2);
try {
  const { natsUrl, databaseUrl } = await startServices(dataDir ? { dataDir } : {});
  process.stdout.write(`${JSON.stringify({ natsUrl, databaseUrl })}\n`);
  process.stdin.resume();
} catch (error) {
  process.stdout.write(`${JSON.stringify({ failure: String(error) })}\n`);
  process.exit(1);
}
