import { setTimeout as sleep } from 'node:timers/promises';
import type { FaultPostgres } from './postgres.ts';

/** The ms until Postgres itself has taken another request in, spooled or not; at most `limitMs`. */
export async function untilStored(postgres: Pick<FaultPostgres, 'query'>, limitMs = 60_000): Promise<number> {
  const beganAt = performance.now();
  const stored = async () => {
    const rows = await postgres
      .query<{ count: number }>('select count(*)::int as count from ingest_batch')
      .catch(() => []);
    return rows[0]?.count ?? null;
  };
  let first = await stored();
  while (performance.now() - beganAt < limitMs) {
    const now = await stored();
    if (first !== null && now !== null && now > first) break;
    first ??= now;
    await sleep(50);
  }
  return Math.round(performance.now() - beganAt);
}
