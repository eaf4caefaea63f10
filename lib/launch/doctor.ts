// `signalbox doctor`: looks at settings, ports, database, clocks and sources, and says what to do about each fault.
import { findOidcFault } from '#lib/auth/find-oidc-fault.ts';
import { readOidc } from '#lib/auth/oidc-settings.ts';
import { createPool } from '#lib/db/pool.ts';
import { readSettings, type Settings } from '#lib/env.ts';
import { AppError } from '#lib/errors.ts';
import { embeddedUrl } from '#lib/launch/embedded-url.ts';
import { describeDatabase, waitForDatabase } from '#lib/launch/wait-for-database.ts';

type Say = (line: string) => void;

/** Largest difference between our clock and the database's that is not worth a word, in ms. */
const clockToleranceMs = 500;

interface SourceRow {
  name: string;
  last_error: string | null;
  last_read_at: Date | null;
  clock_offset_ms: number | null;
}

/** True when nothing is wrong. Prints one line a check, with a remedy for each fault. */
export async function doctor(env: Record<string, string | undefined>, say: Say): Promise<boolean> {
  let faults = 0;
  const ok = (text: string) => say(`ok    ${text}`);
  const fault = (text: string, remedy: string) => {
    faults += 1;
    say(`FAULT ${text}\n      → ${remedy}`);
  };

  let settings: Settings;
  try {
    settings = readSettings(env);
    ok('settings');
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    for (const [name, text] of Object.entries(error.fields ?? {}))
      fault(`${name}: ${text}`, 'Correct this environment variable.');
    return false;
  }
  const oidc = readOidc(env);
  const oidcFault = oidc && (await findOidcFault(oidc.issuer));
  if (oidcFault) fault(`sign-in: ${oidcFault}`, 'Correct the setting; passwords go on working meanwhile.');
  else if (oidc) ok(`OpenID provider ${oidc.issuer}`);
  const databaseUrl = settings.databaseUrl ?? embeddedUrl(settings.dataDir);
  if (databaseUrl === null) {
    ok('database: embedded, not running now: `npm start` starts it, then ask again');
    return faults === 0;
  }
  try {
    await waitForDatabase(databaseUrl, { giveUpMs: 0, say: () => {} });
    ok(`database at ${describeDatabase(databaseUrl)}`);
  } catch (error) {
    fault((error as Error).message, 'Start Postgres, or correct DATABASE_URL.');
    return false;
  }
  const pool = createPool({ url: databaseUrl, max: 1 });
  try {
    const before = Date.now();
    const { rows: clock } = await pool.query<{ now: Date; migrated: string | null }>(
      "select clock_timestamp() as now, to_regclass('migration')::text as migrated",
    );
    const offsetMs = (clock[0]?.now.getTime() ?? 0) - (before + Date.now()) / 2;
    if (Math.abs(offsetMs) <= clockToleranceMs) ok('clocks agree');
    else
      fault(
        `the database's clock is ${Math.round(offsetMs)} ms from ours`,
        'Run NTP on both hosts: waits are computed across clocks.',
      );
    if (clock[0]?.migrated === null) {
      fault('the schema is missing', 'Run `npx signalbox migrate`, or `npm start`.');
      return false;
    }
    const { rows: sources } = await pool.query<SourceRow>(
      `select s.name, t.last_error, t.last_read_at, t.clock_offset_ms
       from source s left join source_state t on t.source_id = s.id where s.is_enabled order by s.name limit 500`,
    );
    if (sources.length === 0) ok('no sources yet: add one in signalbox.yaml or under /sources');
    for (const source of sources) {
      if (source.last_error)
        fault(
          `source ${source.name}: ${source.last_error}`,
          'Correct its address or rights; the watcher tries again by itself.',
        );
      else if (source.last_read_at === null)
        fault(`source ${source.name} was never read`, 'Is a process with the role "watcher" running?');
      else ok(`source ${source.name}, read ${Math.round((Date.now() - source.last_read_at.getTime()) / 1000)} s ago`);
    }
  } finally {
    await pool.end();
  }
  return faults === 0;
}
