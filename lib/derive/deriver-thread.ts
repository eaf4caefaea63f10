// Entry of the deriver's worker thread: it must not share a thread with anything that serves requests.
import { parentPort, workerData } from 'node:worker_threads';
import { createPool } from '#lib/db/pool.ts';
import { runDeriver } from '#lib/derive/run-deriver.ts';

export interface DeriverThreadData {
  databaseUrl: string;
  holder: string;
  /** Most items of a batch; default the deriver's own. */
  maxItems?: number;
}

const { databaseUrl, holder, maxItems } = workerData as DeriverThreadData;
const stop = new AbortController();
parentPort?.once('message', () => stop.abort());
const pool = createPool({
  url: databaseUrl,
  max: 4,
  applicationName: 'signalbox deriver',
  statementTimeoutMs: 120_000,
});
await runDeriver({
  databaseUrl,
  pool,
  holder,
  maxItems,
  signal: stop.signal,
  onTurn: (turn) => parentPort?.postMessage(turn),
});
await pool.end();
parentPort?.close();
