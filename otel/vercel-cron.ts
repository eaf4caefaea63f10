// https://vercel.com/docs/cron-jobs/manage-cron-jobs: a GET request with `Authorization: Bearer $CRON_SECRET`; events may come twice, and a run
// may begin while the last one still works.
import { randomUUID } from 'node:crypto';
import { context } from '@opentelemetry/api';
import { runAttempt } from './attempt-span.ts';
import { type CheckInPhase, checkIn } from './check-in.ts';
import { correlationFromRequest, getCorrelation, withCorrelation } from './correlation.ts';
import { hasCronSecret } from './cron-secret.ts';
import type { RequestHandler } from './request-correlation.ts';
import { flushTelemetry } from './telemetry-handle.ts';

/** Gives the way to free a lock that was had, or null when somebody else has it. */
export type CronLock = (name: string) => Promise<(() => unknown) | null>;

export interface VercelCronOptions {
  /** What the schedule is called; default: the route's path. */
  name?: string;
  /** Default: `CRON_SECRET`, which Vercel sends. */
  secret?: string;
  /** The token of the schedule in Signalbox, to check in with; default: `SIGNALBOX_CHECK_IN_TOKEN`. Without one, only a span tells of the run. */
  checkInToken?: string;
  /** Keeps runs apart that come at one time: double deliveries, a run that outlives its period. */
  lock?: CronLock;
  /** How long the answer may wait for telemetry to be sent before the function is frozen, ms. */
  flushTimeoutMs?: number;
}

const system = 'vercel-cron';

/** An answer that says that the work was not done. */
class FailedAnswer extends Error {
  override readonly name = 'FailedAnswer';
  readonly response: Response;
  constructor(response: Response) {
    super(`the handler answered ${response.status}`);
    this.response = response;
  }
}

const json = (status: number, body: object) =>
  new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } });

/**
 * Wraps the route handler of a Vercel cron: lets in only who knows `CRON_SECRET`, takes the lock if one is given (a run that does not get it
 * answers 200, and says that it was skipped), checks in, runs the handler in a span, and sends everything before the answer freezes the function.
 * What the handler throws and an answer of 400 or more count as failures. Signalbox being away changes nothing but what is seen.
 *
 * ```ts
 * export const GET = withVercelCron(async () => { await sendDigests(); return Response.json({ ok: true }); }, { name: 'digests' });
 * ```
 */
export function withVercelCron<Rest extends unknown[]>(
  handler: RequestHandler<Rest>,
  options: VercelCronOptions = {},
): (request: Request, ...rest: Rest) => Promise<Response> {
  return async (request, ...rest) => {
    if (!hasCronSecret(request.headers.get('authorization'), options.secret ?? process.env.CRON_SECRET)) {
      return json(401, {
        error: 'Send "Authorization: Bearer" with CRON_SECRET, which must be set in this environment.',
      });
    }
    const name = options.name ?? new URL(request.url).pathname;
    const rid = randomUUID();
    const correlationId = correlationFromRequest(request) ?? getCorrelation() ?? rid;
    try {
      return await withCorrelation(correlationId, () =>
        locked(name, rid, options, () => observed(name, rid, options, () => handler(request, ...rest))),
      );
    } finally {
      await flushTelemetry(options.flushTimeoutMs ?? 2_000);
    }
  };
}

async function locked(
  name: string,
  rid: string,
  options: VercelCronOptions,
  run: () => Promise<Response>,
): Promise<Response> {
  if (!options.lock) return run();
  const release = await options.lock(name);
  if (!release) {
    await tell('log', rid, options, 'skipped: another run has the lock');
    return json(200, { skipped: 'another run has the lock' });
  }
  try {
    return await run();
  } finally {
    await release();
  }
}

async function observed(
  name: string,
  rid: string,
  options: VercelCronOptions,
  run: () => Response | Promise<Response>,
): Promise<Response> {
  const started = tell('start', rid, options);
  try {
    const identity = { system, name, queue: name, id: rid, scheduleId: name };
    const response = await runAttempt(identity, context.active(), async () => {
      const answer = await run();
      if (answer.status >= 400) throw new FailedAnswer(answer);
      return answer;
    });
    await started;
    await tell('success', rid, options);
    return response;
  } catch (error) {
    await started;
    await tell('fail', rid, options, error instanceof Error ? (error.stack ?? error.message) : String(error));
    if (error instanceof FailedAnswer) return error.response;
    throw error;
  }
}

async function tell(phase: CheckInPhase, rid: string, options: VercelCronOptions, output?: string): Promise<void> {
  const token = options.checkInToken ?? process.env.SIGNALBOX_CHECK_IN_TOKEN;
  if (token) await checkIn({ token, phase, rid, output });
}
