import type { Queryable } from '#lib/db/pool.ts';

export interface QuarantineRow {
  id: string;
  at: Date;
  source: string;
  reason: string;
  /** How many records it stands for. */
  records: number;
  /** Of the first record, readable; null = packed evidence, which is for the deriver's maintainers. */
  sample: string | null;
}

/** The latest `limit` of what was put aside, newest first. */
export async function selectQuarantine(db: Queryable, limit: number): Promise<QuarantineRow[]> {
  const { rows } = await db.query<Omit<QuarantineRow, 'sample'> & { sample: Buffer | null; is_packed: boolean }>(
    `select id, at, source, reason, records, source like 'inbox shard %' as is_packed, sample
       from quarantine
      order by at desc, id
      limit $1`,
    [limit],
  );
  return rows.map(({ is_packed, sample, ...row }) => ({
    ...row,
    sample: is_packed || sample === null ? null : sample.toString('utf8'),
  }));
}
