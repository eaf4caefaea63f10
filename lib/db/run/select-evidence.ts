import type { Queryable } from '#lib/db/pool.ts';
import { prepared } from '#lib/db/prepared.ts';
import type { Evidence } from '#lib/domain/evidence.ts';
import { joinRun } from './join-run.ts';
import { type EvidenceRow, evidenceColumns, evidenceJoins, evidenceOf } from './stored-evidence.ts';

/** The evidence of each of these runs that was not merged into another, ordered by run id; unpacked one by one, as they are taken. */
export async function selectEvidence(
  db: Queryable,
  runIds: readonly string[],
): Promise<Iterable<{ runId: string; items: Evidence[] }>> {
  const { rows } = await db.query<EvidenceRow & { id: string }>(
    prepared(
      `select r.id, ${evidenceColumns} from unnest((select $1::uuid[])) as asked(id)
       ${joinRun('r', 'asked.id')} ${evidenceJoins}
     where r.redirect_to is null order by r.id`,
      [runIds],
    ),
  );
  return unpacked(rows);
}

function* unpacked(rows: readonly (EvidenceRow & { id: string })[]): Generator<{ runId: string; items: Evidence[] }> {
  for (const row of rows) yield { runId: row.id, items: evidenceOf(row) };
}
