// The commands start, demo, dev, migrate, doctor, health, database-roles and rotate-secret.
import '#lib/launch/end-with-parent.ts';
import { migrate } from '#lib/db/migrate.ts';
import { createPool } from '#lib/db/pool.ts';
import { createDatabaseRoles, grantRights } from '#lib/db/role/grant-rights.ts';
import { databaseRoles } from '#lib/db/role/rights.ts';
import { readSettings } from '#lib/env.ts';
import { AppError } from '#lib/errors.ts';
import { doctor } from '#lib/launch/doctor.ts';
import { rotateSecret } from '#lib/launch/rotate-secret.ts';
import { saySetupCode } from '#lib/launch/say-setup-code.ts';
import { runUntilAborted } from '#lib/launch/start.ts';
import { waitForDatabase } from '#lib/launch/wait-for-database.ts';
import { idleDuties } from '#lib/launch/worker-health.ts';

const say = (line: string) => console.log(line);

/** Prints what is wrong, every fault on a line of its own, and ends with 1. */
function refuse(error: unknown): never {
  if (error instanceof AppError) {
    console.error(error.message);
    for (const [name, fault] of Object.entries(error.fields ?? {})) console.error(`  ${name}: ${fault}`);
  } else {
    console.error(error instanceof Error ? error.message : error);
  }
  process.exit(1);
}

async function run(kind: { withDemo: boolean; isDev?: boolean }): Promise<void> {
  const settings = readSettings(process.env);
  const ending = new AbortController();
  const end = () => {
    if (ending.signal.aborted) return;
    say('Stopping …');
    ending.abort();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, end);
  await runUntilAborted(settings, { ...kind, say, signal: ending.signal });
  say('Stopped.');
  process.exit(0);
}

async function runMigrate(): Promise<void> {
  const { databaseUrl, url } = readSettings(process.env);
  if (!databaseUrl)
    throw new AppError('invalid_input', 'Set DATABASE_URL: the embedded database is migrated by every start.');
  await waitForDatabase(databaseUrl, { say });
  const applied = await migrate(databaseUrl);
  say(applied.length > 0 ? applied.map((name) => `applied ${name}`).join('\n') : 'The schema is up to date.');
  await saySetupCode(databaseUrl, url, say);
  process.exit(0);
}

async function runHealth(): Promise<void> {
  const { databaseUrl } = readSettings(process.env);
  if (!databaseUrl) throw new AppError('invalid_input', 'Set DATABASE_URL, as for the processes to be looked at.');
  const pool = createPool({ url: databaseUrl, max: 1 });
  const idle = await idleDuties(pool);
  say(idle.length === 0 ? 'healthy' : `nobody does the work of: ${idle.join(', ')}`);
  process.exit(idle.length === 0 ? 0 : 1);
}

async function runDatabaseRoles(): Promise<void> {
  const { databaseUrl } = readSettings(process.env);
  if (!databaseUrl) throw new AppError('invalid_input', 'Set DATABASE_URL to that of the role that migrates.');
  const pool = createPool({ url: databaseUrl, max: 1 });
  await createDatabaseRoles(pool);
  await grantRights(pool);
  say(`There are ${databaseRoles.join(', ')}, each with what its process needs. Give each a password, in psql:`);
  for (const role of databaseRoles) say(`  \\password ${role}`);
  process.exit(0);
}

async function runRotateSecret(): Promise<void> {
  const { databaseUrl, secret } = readSettings(process.env);
  const before = process.env.SIGNALBOX_OLD_SECRET;
  if (!databaseUrl || !secret || !before) {
    const how =
      'Set DATABASE_URL, SIGNALBOX_SECRET to the new secret and SIGNALBOX_OLD_SECRET to the one before; stop every process first.';
    throw new AppError('invalid_input', how);
  }
  const { sealed, before: done } = await rotateSecret(createPool({ url: databaseUrl, max: 1 }), before, secret);
  say(`Sealed ${sealed} stored secrets anew${done > 0 ? `; ${done} were already` : ''}. Everybody signs in again.`);
  process.exit(0);
}

const commands: Record<string, () => Promise<void>> = {
  start: () => run({ withDemo: false }),
  dev: () => run({ withDemo: false, isDev: true }),
  demo: () => run({ withDemo: true }),
  migrate: runMigrate,
  health: runHealth,
  'database-roles': runDatabaseRoles,
  'rotate-secret': runRotateSecret,
  doctor: async () => process.exit((await doctor(process.env, say)) ? 0 : 1),
};

const command = commands[process.argv[2] ?? 'start'];
if (!command) refuse(new AppError('invalid_input', `Unknown command; known are ${Object.keys(commands).join(', ')}.`));
await command().catch(refuse);
