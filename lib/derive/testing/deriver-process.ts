// A deriver in a process of its own, to be killed (tests only). argv: database URL, most items of a batch, lease time in ms.
import { createPool } from '#lib/db/pool.ts';
import { runDeriver } from '#lib/derive/run-deriver.ts';

const [url = '', maxItems = '16000', leaseTtlMs = '1000'] = process.argv.slice(2);
const stop = new AbortController();
process.once('SIGTERM', () => stop.abort());
const pool = createPool({ url, max: 4 });
await runDeriver({
  databaseUrl: url,
  pool,
  signal: stop.signal,
  maxItems: Number(maxItems),
  maxRows: 50,
  leaseTtlMs: Number(leaseTtlMs),
  windowMs: 1,
});
await pool.end();
