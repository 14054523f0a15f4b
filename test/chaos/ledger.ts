import type { Sql } from 'postgres';

/** Has Postgres itself write down each import that ends, and which fence was the newest of its feed then. */
export const keepLedger = async (sql: Sql): Promise<void> => {
  await sql`
    create schema chaos
    create table settled (place bigserial primary key, feed_id uuid not null, fence bigint not null, newest bigint not null)`;
  await sql`
    create function chaos.settle() returns trigger language plpgsql as $$
      begin
        insert into chaos.settled (feed_id, fence, newest) values (new.id, new.done_fence, new.fence);
        return null;
      end
    $$`;
  await sql`
    create trigger settle after update on feedlock.feeds for each row
    when (new.done_fence <> old.done_fence) execute function chaos.settle()`;
};
