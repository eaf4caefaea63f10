import type { Queryable } from '#lib/db/pool.ts';

export interface AuditView {
  id: string;
  at: string;
  actor: string;
  action: string;
  target: string | null;
  /** Where the request came from; null = from within. */
  address: string | null;
  before: unknown;
  after: unknown;
  result: string | null;
}

/** The newest records, after the one with id `afterId`. */
export async function selectAudit(db: Queryable, limit: number, afterId: string | null): Promise<AuditView[]> {
  const { rows } = await db.query<Omit<AuditView, 'at'> & { at: Date }>(
    `select id, at, actor, action, target, address, before, after, result from audit
     where $2::uuid is null or (at, id) < (select at, id from audit where id = $2)
     order by at desc, id desc limit $1`,
    [limit, afterId],
  );
  return rows.map((row) => ({ ...row, at: row.at.toISOString() }));
}
