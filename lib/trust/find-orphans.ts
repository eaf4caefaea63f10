import type { Queryable } from '#lib/db/pool.ts';
import { countOrphans } from '#lib/db/span/count-orphans.ts';
import type { Finding } from '#lib/trust/finding.ts';

/** A parent that has not ended after so long is worth a word: that it may still run is said beside it. */
const settleUs = 5 * 60_000_000;
const windowUs = 60_000_000;
const maxSpans = 5_000;

/** Spans without their parent, from a look at a minute that has settled. */
export async function findOrphans(db: Queryable, nowUs: number): Promise<Finding[]> {
  const found = await countOrphans(db, nowUs - settleUs - windowUs, nowUs - settleUs, maxSpans);
  return found.map(({ environment, service, children, orphans, traceId }) => ({
    environment,
    source: service,
    code: 'missing-parent',
    subject: '',
    count: orphans,
    of: children,
    amount: null,
    traceId,
    runId: null,
  }));
}
