import * as z from 'zod';
import { moment } from './moment.ts';
import { pageOf } from './page.ts';

/** What was done by whom. `before` and `after` never hold a secret. */
export const auditRecord = z.object({
  id: z.uuid(),
  at: moment,
  actor: z.string(),
  action: z.string(),
  target: z.string().nullable(),
  /** Where the request came from, as the last server in front of us tells it; null = from within. */
  address: z.string().nullable(),
  before: z.unknown(),
  after: z.unknown(),
  result: z.string().nullable(),
});
export type AuditRecord = z.infer<typeof auditRecord>;
export const auditList = pageOf(auditRecord);
