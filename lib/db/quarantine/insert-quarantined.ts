import type { Queryable } from '#lib/db/pool.ts';

export interface Quarantined {
  /** Who sent it: a service, or the name of a source. */
  source: string;
  reason: string;
  /** Bounded and without users' data. */
  sample: string;
}

const maxText = 1_000;

/** Puts records aside that Postgres refuses: those with one source and reason in one row, which counts them and keeps the first sample. */
export async function insertQuarantined(db: Queryable, records: readonly Quarantined[]): Promise<void> {
  if (records.length === 0) return;
  const alike = [...Map.groupBy(records, (one) => `${one.source}\0${one.reason}`).values()];
  const text = (value: string): string => value.slice(0, maxText).replaceAll('\0', '\ufffd').toWellFormed();
  const firsts = alike.map((group) => group[0] as Quarantined);
  await db.query(
    `insert into quarantine (source, reason, records, sample)
     select source, reason, records, convert_to(sample, 'UTF8')
       from unnest($1::text[], $2::text[], $3::int4[], $4::text[]) as q (source, reason, records, sample)`,
    [
      firsts.map((one) => text(one.source)),
      firsts.map((one) => text(one.reason)),
      alike.map((group) => group.length),
      firsts.map((one) => text(one.sample)),
    ],
  );
}
