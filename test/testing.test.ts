import { existsSync } from 'node:fs';
import postgres from 'postgres';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { startServices, type TestServices } from '../src/testing.ts';
import { startMember } from './embedded/member.ts';

const dataDirectory = async (databaseUrl: string): Promise<string> => {
  const client = postgres(databaseUrl, { max: 1 });
  const [row] = await client<{ data_directory: string }[]>`show data_directory`;
  await client.end();
  return row?.data_directory ?? '';
};

describe('services for tests', () => {
  let services: TestServices;
  beforeAll(async () => {
    services = await startServices();
    return services.stop;
  });

  it('have databases that are copies of their template, and gone when dropped', async () => {
    await using template = await services.createDatabase();
    const client = postgres(template.url, { max: 1 });
    await client`create table kept as select 7 as number`;
    await client.end();

    const copy = await services.createDatabase(new URL(template.url).pathname.slice(1));
    const user = postgres(copy.url, { max: 1 });
    expect(await user`select number from kept`).toMatchObject([{ number: 7 }]);
    await copy.drop();
    await expect(user`select 1`).rejects.toThrow();
    await user.end();
  });

  it('leave nothing behind when stopped', async () => {
    const data = await dataDirectory(services.databaseUrl);
    expect(existsSync(data)).toBe(true);
    await services.stop();
    expect(existsSync(data)).toBe(false);
  });
});

it('services for tests leave nothing behind when the test process is killed', async () => {
  const member = await startMember();
  const data = await dataDirectory(member.databaseUrl);
  expect(existsSync(data)).toBe(true);
  await member.kill();
  await vi.waitFor(() => expect(existsSync(data)).toBe(false), { timeout: 5_000 });
});
