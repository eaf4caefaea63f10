import type { Queryable } from '#lib/db/pool.ts';
import { idleDuties } from '#lib/launch/worker-health.ts';
import type { Readiness } from '#lib/metrics/report.ts';

const answerWithinMs = 1_000;
const sentences: Record<string, string> = {
  deriver: 'nobody derives: no deriver holds a lease',
  keeper: 'nobody keeps house: no keeper holds the lease',
};

/** Ready = the database answers, and the duties among `roles` are done, here or elsewhere: one of several workers rests by right. */
export async function workerReadiness(db: Queryable, roles: readonly string[]): Promise<Readiness> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(resolve, answerWithinMs, null);
  });
  const idle = await Promise.race([idleDuties(db).catch(() => null), late]);
  clearTimeout(timer);
  if (idle === null) return { isReady: false, reasons: ['the database does not answer'] };
  const undone = idle.filter((duty) => roles.includes(duty));
  return { isReady: undone.length === 0, reasons: undone.map((duty) => sentences[duty] ?? `nobody is ${duty}`) };
}
