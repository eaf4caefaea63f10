import type { Queryable } from '#lib/db/pool.ts';
import type { Spool } from '#lib/ingest/spool/spool.ts';
import type { Readiness } from '#lib/metrics/report.ts';
import type { SpooledStore } from './http/spooled-store.ts';

const answerWithinMs = 1_000;

/**
 * Ready = what is sent now can be acknowledged: Postgres takes it, or the spool does. A door that spools stays in its load balancer, or
 * nobody could send to the spool.
 */
export async function readinessOf(
  db: Queryable,
  store: Pick<SpooledStore, 'isDatabaseAnswering'>,
  spool: Pick<Spool, 'fault' | 'bytes' | 'maxBytes'>,
): Promise<Readiness> {
  const isAnswering = (await answers(db)) && store.isDatabaseAnswering;
  const reasons: string[] = [];
  if (!isAnswering) {
    reasons.push(`the database does not answer; the spool holds ${spool.bytes} of ${spool.maxBytes} bytes`);
  }
  if (spool.fault !== null) reasons.push(`the spool cannot be written: ${spool.fault}`);
  return { isReady: isAnswering || spool.fault === null, reasons };
}

async function answers(db: Queryable): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(resolve, answerWithinMs, false);
  });
  const asked = db.query('select 1').then(
    () => true,
    () => false,
  );
  const isAnswered = await Promise.race([asked, late]);
  clearTimeout(timer);
  return isAnswered;
}
