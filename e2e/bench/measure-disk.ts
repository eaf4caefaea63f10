// What a span takes on disk and in the write-ahead log, all in: its row, its share of a chunk, indexes, the batch ledger, and the evidence
// it gives until that is derived. After a checkpoint, before any vacuum.
import { benchSpans } from '#e2e/bench/bench-span.ts';
import { otlpRequest } from '#e2e/bench/otlp-request.ts';
import { startRoles, untilDrained } from '#e2e/bench/role-process.ts';
import { tableBytes, walBytes } from '#e2e/bench/run-bytes.ts';
import { sendAll, targetOf } from '#e2e/bench/send-requests.ts';
import { type Figure, spreadOf } from '#e2e/bench/spread.ts';
import { createPool } from '#lib/db/pool.ts';

const spansPerRequest = 512;
const spansAtOnce = 20_480;
const stored = ['span', 'span_chunk', 'ingest_batch', 'inbox'] as const;

/** `url`: a migrated database of one's own. The door alone runs. */
export async function measureDisk(url: string, spanCount: number): Promise<Figure[]> {
  const pool = createPool({ url, max: 2, statementTimeoutMs: 120_000 });
  const door = await startRoles(url, ['door']);
  const target = targetOf(door.port, 4);
  try {
    await pool.query('checkpoint');
    const before = await tableBytes(pool, stored);
    const walBefore = await walBytes(pool);
    for (let sent = 0; sent < spanCount; sent += spansAtOnce) {
      const spans = benchSpans(Math.min(spansAtOnce, spanCount - sent), Date.now() * 1000);
      const bodies: Buffer[] = [];
      for (let from = 0; from < spans.length; from += spansPerRequest) {
        bodies.push(otlpRequest(spans.slice(from, from + spansPerRequest)));
      }
      await sendAll(target, bodies, 4);
    }
    await untilDrained(door);
    const wal = ((await walBytes(pool)) - walBefore) / spanCount;
    const after = await tableBytes(pool, stored);
    const { rows } = await pool.query<{ n: number }>('select count(*)::int4 as n from span');
    if (rows[0]?.n !== spanCount) throw new Error(`stored ${rows[0]?.n} of ${spanCount} spans`);
    const perSpan = (table: string): number => ((after.get(table) ?? 0) - (before.get(table) ?? 0)) / spanCount;
    const figure = (what: string, bytes: number, limits: Partial<Figure> = {}): Figure => ({
      what,
      unit: 'bytes/span',
      spread: spreadOf([bytes]),
      isCost: true,
      ...limits,
    });
    return [
      figure(
        'on disk, all in',
        stored.reduce((sum, table) => sum + perSpan(table), 0),
        { floor: 400, aim: 300 },
      ),
      figure('  span rows and their indexes', perSpan('span')),
      figure('  chunks of details', perSpan('span_chunk')),
      figure('  batch ledger', perSpan('ingest_batch')),
      figure('  inbox, until derived', perSpan('inbox')),
      figure('write-ahead log', wal),
    ];
  } finally {
    target.agent.destroy();
    await door.stop();
    await pool.end();
  }
}
