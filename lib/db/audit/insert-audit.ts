import type { Queryable } from '#lib/db/pool.ts';
import { auditedFrom } from './audited-from.ts';

export interface AuditRecord {
  actor: string;
  action: string;
  target: string | null;
  before?: unknown;
  after?: unknown;
  result: string;
}

/** Appends to the audit trail, with the address of the request that it belongs to. Written in the transaction of the change it records; never holds a secret. */
export async function insertAudit(db: Queryable, record: AuditRecord): Promise<void> {
  await db.query(
    'insert into audit (actor, action, target, before, after, result, address) values ($1, $2, $3, $4, $5, $6, $7)',
    [
      record.actor,
      record.action,
      record.target,
      record.before === undefined ? null : JSON.stringify(record.before),
      record.after === undefined ? null : JSON.stringify(record.after),
      record.result,
      auditedFrom.getStore() ?? null,
    ],
  );
}
