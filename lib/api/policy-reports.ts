// Refusals by the content security policy, as browsers report them: counted and told in the log, not kept. Anybody can send such a report,
// so an address may do so seldom, and the log is told little.
import { type AttemptLimit, createAttemptLimit } from '#lib/auth/attempt-limit.ts';
import { createRefusalLog, type RefusalLog } from '#lib/auth/note-refusal.ts';
import { AppError } from '#lib/errors.ts';
import { addressOf } from '#lib/http/address-of.ts';
import { maxReportBytes, policyDirectives, policyReportTypes, readPolicyReports } from '#lib/http/policy-report.ts';
import { readJsonBody } from '#lib/http/read-body.ts';
import { log } from '#lib/log.ts';
import { counterBy, type Metric } from '#lib/metrics/exposition.ts';

interface Reported {
  counts: Map<string, number>;
  address: AttemptLimit;
  told: RefusalLog;
}
/** Next bundles each route by itself: what they share lies here. */
const slot = globalThis as typeof globalThis & { signalboxPolicyReports?: Reported };

function reported(): Reported {
  slot.signalboxPolicyReports ??= {
    counts: new Map(policyDirectives.map((one) => [one, 0])),
    address: createAttemptLimit(60, 60_000),
    told: createRefusalLog((facts, what) => log.warn(facts, what), 10),
  };
  return slot.signalboxPolicyReports;
}

/** Throws `too_busy` after 60 requests of an address in a minute, and what reading a body throws. */
export async function takePolicyReports(request: Request, nowMs: number): Promise<void> {
  const { counts, address, told } = reported();
  const sender = addressOf(request.headers);
  const retryAfterSeconds = address.waitSeconds(sender, nowMs);
  if (retryAfterSeconds > 0) throw new AppError('too_busy', 'Too many reports.', { retryAfterSeconds });
  address.fail(sender, nowMs);
  const body = await readJsonBody(request, { types: policyReportTypes, maxBytes: maxReportBytes });
  for (const { directive, blocked } of readPolicyReports(body)) {
    counts.set(directive, (counts.get(directive) ?? 0) + 1);
    told.note('a browser refused something on a page', { directive, blocked }, nowMs);
  }
}

/** Since this web process began. */
export const policyReportMetric = (): Metric =>
  counterBy(
    'signalbox_csp_reports_total',
    'Refusals by the content security policy that browsers reported.',
    'directive',
    reported().counts,
  );
