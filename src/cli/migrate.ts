import type { Command } from 'commander';
import { joinServices } from '../embedded/join.ts';
import { resolveOptions } from '../options.ts';
import { requireServices } from '../required-services.ts';
import { checkPostgres, connectPostgres } from '../store/connection.ts';
import { optionsOf, type Shell } from './shell.ts';

const migrateDatabase = async (shell: Shell, command: Command): Promise<void> => {
  const settings = resolveOptions(optionsOf(shell, command), process.env);
  requireServices(settings, ['database']);
  const given = process.env.DATABASE_URL;
  const services = given ? null : await joinServices(settings);
  const client = connectPostgres({ url: services?.databaseUrl ?? given ?? '', connections: 1 });
  try {
    const { migrate } = await import('../store/migrate.ts');
    await checkPostgres(client);
    await migrate(client);
    const { host, port, database } = client.options;
    shell.terminal.note(`schema feedlock is up to date in ${host.join(',')}:${port.join(',')}/${database}`);
  } finally {
    await client.end({ timeout: 1 });
    await services?.stop();
  }
};

export const addMigrate = (program: Command, shell: Shell): Command =>
  program
    .command('migrate')
    .summary('bring the database up to date; needs no NATS')
    .description('Brings the database up to date. Every start of feedlock does so too; this needs no NATS.')
    .action((_flags: object, command: Command) => migrateDatabase(shell, command));
