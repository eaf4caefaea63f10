import type { Queryable } from '#lib/db/pool.ts';
import { type Finding, isSummed } from '#lib/trust/finding.ts';

/** Senders choose their names: beyond this many rows no new ones are made. */
const maxRows = 5_000;
const maxText = 256;
/** A finding that was not made for so long and comes again begins anew. */
export const currentHours = 24;

/** Adds to what was found per sender and kind. What only says that nothing was found (count 0) makes no row. */
export async function countFindings(db: Queryable, findings: readonly Finding[]): Promise<void> {
  if (findings.length === 0) return;
  const text = (value: string): string => value.slice(0, maxText).replaceAll('\0', '\ufffd').toWellFormed();
  const id = (hex: string | null): Buffer | null => (hex === null ? null : Buffer.from(hex, 'hex'));
  await db.query(
    `insert into finding as f (environment, source, code, subject, count, out_of, amount, trace_id, run_id)
     select distinct on (environment, source, code, subject) environment, source, code, subject, count, out_of, amount, trace_id, run_id
       from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::int8[], $6::int8[], $7::float8[], $8::bytea[], $9::uuid[])
            as n (environment, source, code, subject, count, out_of, amount, trace_id, run_id)
      where exists (select from finding k
                     where (k.environment, k.source, k.code, k.subject) = (n.environment, n.source, n.code, n.subject))
         or (count > 0 and (select count(*) from finding) < $10)
      order by environment, source, code, subject
     on conflict (environment, source, code, subject) do update set
       count = greatest(0, excluded.count + case when f.last_at > now() - make_interval(hours => $11) then f.count else 0 end),
       out_of = case when f.last_at > now() - make_interval(hours => $11) then coalesce(f.out_of + excluded.out_of, f.out_of) else excluded.out_of end,
       amount = case when f.last_at < now() - make_interval(hours => $11) then excluded.amount
                     when f.code = any($12) then coalesce(f.amount + excluded.amount, f.amount)
                     else greatest(f.amount, excluded.amount) end,
       trace_id = coalesce(excluded.trace_id, f.trace_id),
       run_id = coalesce(excluded.run_id, f.run_id),
       first_at = case when f.last_at > now() - make_interval(hours => $11) then f.first_at else now() end,
       last_at = case when excluded.count > 0 then now() else f.last_at end`,
    [
      findings.map((one) => text(one.environment)),
      findings.map((one) => text(one.source)),
      findings.map((one) => one.code),
      findings.map((one) => text(one.subject)),
      findings.map((one) => one.count),
      findings.map((one) => one.of),
      findings.map((one) => one.amount),
      findings.map((one) => id(one.traceId)),
      findings.map((one) => one.runId),
      maxRows,
      currentHours,
      [...new Set(findings.map((one) => one.code).filter(isSummed))],
    ],
  );
}
