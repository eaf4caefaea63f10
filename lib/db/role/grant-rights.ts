// Makes the roles and gives each what `rights.ts` says; run again, it takes back what is there no longer.
import { inTransaction, type Pool } from '#lib/db/pool.ts';
import { databaseRoles, hiddenFromWeb, rights, workerTablePattern } from './rights.ts';

/** One statement each; idempotent. Pure. */
export function rightsStatements(): string[] {
  const [door, worker, web] = databaseRoles;
  const everybody = databaseRoles.join(', ');
  return [
    // what one of them was given of all tables before is taken back; the worker keeps what it owns
    `revoke all on all tables in schema public from ${door}, ${web}`,
    'revoke create on schema public from public',
    `grant usage on schema public to ${everybody}`,
    `grant create on schema public to ${worker}`,
    // the owner goes on being able to change what the worker owns
    `grant ${worker} to current_user`,
    `do $$ declare one record; begin
       for one in select c.oid::regclass as name from pg_class c
                   where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and c.relname ~ '${workerTablePattern}'
                     and c.relowner <> '${worker}'::regrole order by c.relkind desc
       loop execute format('alter table %s owner to ${worker}', one.name); end loop;
     end $$`,
    `grant select on all tables in schema public to ${web}`,
    `revoke select on ${hiddenFromWeb.join(', ')} from ${web}`,
    `grant usage on all sequences in schema public to ${everybody}`,
    ...databaseRoles.flatMap((role) =>
      Object.entries(rights[role]).map(([table, granted]) => `grant ${granted} on ${table} to ${role}`),
    ),
    // the door sees of the sources those alone that are pushed to it
    ...cutByRow('source', `kind = 'github-actions'`),
    ...cutByRow('source_secret', `exists (select from source s where s.id = owner_id and s.kind = 'github-actions')`),
  ];
}

/** The door sees the rows that are so, the others all. */
function cutByRow(table: string, isSeen: string): string[] {
  const [door, worker, web] = databaseRoles;
  return [
    `alter table ${table} enable row level security`,
    `drop policy if exists door_reads_pushed on ${table}`,
    `drop policy if exists others_use_all on ${table}`,
    `create policy door_reads_pushed on ${table} for select to ${door} using (${isSeen})`,
    `create policy others_use_all on ${table} to ${worker}, ${web} using (true) with check (true)`,
  ];
}

/** Whether the processes may connect as roles of their own here. */
export async function hasDatabaseRoles(pool: Pool): Promise<boolean> {
  const { rows } = await pool.query<{ n: number }>(
    'select count(*)::int4 as n from pg_roles where rolname = any($1::text[])',
    [databaseRoles],
  );
  return rows[0]?.n === databaseRoles.length;
}

/** Makes those that are missing, able to log in once they have a password. `pool`: of the tables' owner, who may create roles. */
export async function createDatabaseRoles(pool: Pool): Promise<void> {
  for (const role of databaseRoles)
    await pool.query(
      `do $$ begin create role ${role} login; exception when duplicate_object or unique_violation then null; end $$`,
    );
}

/** All or nothing. Needed again after each migration: `migrate` does it where the roles are there. */
export async function grantRights(pool: Pool): Promise<void> {
  await inTransaction(pool, async (client) => {
    for (const statement of rightsStatements()) await client.query(statement);
  });
}
