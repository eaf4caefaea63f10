// https://vercel.com/docs/cron-jobs/manage-cron-jobs: a GET request with `Authorization: Bearer $CRON_SECRET`; events may come twice, and a run
// may begin while the last one still works.
import { randomUUID } from 'node:crypto';
import { context } from '@opentelemetry/api';
import { runAttempt, runSpan } from './attempt-span.ts';
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
  /** The token of the schedule in Signalbox, to check in with; default: `SIGNALBOX_CHECK_IN_TOKEN`. Without one, a span alone tells of the run. */
  checkInToken?: string;
  /** Keeps runs apart that come at one time: double deliveries, a run that outlives its period. */
  lock?: CronLock;
  /** How long the answer may wait for telemetry to be sent before the function is frozen, ms; default 2000. */
  flushTimeoutMs?: number;
  /** Sends telemetry behind the answer instead, as Next.js's `after` and Vercel's `waitUntil` allow. */
  waitUntil?: (work: Promise<unknown>) => unknown;
}

const system = 'vercel-cron';

/** One execution. What is told of it is on its way in `sending`; nothing waits for that before the work is done. */
interface Execution {
  name: string;
  rid: string;
  token: string | undefined;
  timeoutMs: number;
  sending: Promise<unknown>[];
}

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
    const execution: Execution = {
      name: options.name ?? new URL(request.url).pathname,
      rid: randomUUID(),
      token: options.checkInToken ?? process.env.SIGNALBOX_CHECK_IN_TOKEN,
      timeoutMs: options.flushTimeoutMs ?? 2_000,
      sending: [],
    };
    const correlationId = correlationFromRequest(request) ?? getCorrelation() ?? execution.rid;
    try {
      const run = () => observed(execution, () => handler(request, ...rest));
      return await withCorrelation(correlationId, () => locked(execution, options.lock, run));
    } finally {
      const sent = Promise.all([...execution.sending, flushTelemetry(execution.timeoutMs)]);
      if (options.waitUntil) options.waitUntil(sent);
      else await sent;
    }
  };
}

async function locked(
  execution: Execution,
  lock: CronLock | undefined,
  run: () => Promise<Response>,
): Promise<Response> {
  const release = lock ? await lock(execution.name) : () => {};
  if (!release) {
    tell(execution, 'skip', 'another run has the lock');
    return json(200, { skipped: 'another run has the lock' });
  }
  try {
    return await run();
  } finally {
    await release();
  }
}

/** Where check-ins make the run, the span only says what lies in it; else it is the run. */
async function observed(execution: Execution, run: () => Response | Promise<Response>): Promise<Response> {
  const { name, rid, token } = execution;
  const attempt = async () => {
    tell(execution, 'start');
    try {
      const answer = await run();
      if (answer.status >= 400) throw new FailedAnswer(answer);
      tell(execution, 'success');
      return answer;
    } catch (error) {
      tell(execution, 'fail', error instanceof Error ? (error.stack ?? error.message) : String(error));
      throw error;
    }
  };
  try {
    if (token) return await runSpan(`cron ${name}`, attempt);
    return await runAttempt({ system, name, queue: name, id: rid, scheduleId: name }, context.active(), attempt);
  } catch (error) {
    if (error instanceof FailedAnswer) return error.response;
    throw error;
  }
}

function tell({ token, rid, timeoutMs, sending }: Execution, phase: CheckInPhase, output?: string): void {
  if (token) sending.push(checkIn({ token, phase, rid, output, timeoutMs }));
}
