import { context } from '@opentelemetry/api';
import { type JobIdentity, jobAttributes, runAttempt } from './attempt-span.ts';
import { contextIn, packCarrier, unpackCarrier } from './carrier.ts';
import { markInstrumented } from './instrumented.ts';
import { declareWorker, leaveQueue } from './local-workers.ts';
import { runProducer } from './run-producer.ts';
import { ATTR_JOB_ID, ATTR_MESSAGING_BATCH_MESSAGE_COUNT, ATTR_MESSAGING_MESSAGE_ID } from './semconv.ts';

const system = 'pg-boss';

type Data = Record<string, unknown> | null | undefined;
interface BossJob {
  id: string;
  name: string;
  data: unknown;
  retryCount?: number;
  retryLimit?: number;
}
type Handler = (jobs: BossJob[], ...rest: unknown[]) => Promise<unknown>;
/** pg-boss's methods have many overloads; here they are handled as the plain functions they are. */
type Method = (...args: unknown[]) => Promise<unknown>;
type Methods = Record<string, Method | undefined>;

const identityOf = (queue: string, job: BossJob): JobIdentity => ({
  system,
  name: queue,
  queue,
  id: job.id,
  attempt: job.retryCount === undefined ? undefined : job.retryCount + 1,
  maxAttempts: job.retryLimit === undefined ? undefined : job.retryLimit + 1,
});

/** Runs an enqueueing call in a PRODUCER span; `call` is made inside, so that it can pack the span's own context. */
function sendInSpan(queue: string, count: number, call: () => Promise<unknown>): Promise<unknown> {
  const attributes = jobAttributes({ system, name: queue, queue }, 'send', context.active());
  if (count > 1) attributes[ATTR_MESSAGING_BATCH_MESSAGE_COUNT] = count;
  return runProducer(queue, attributes, async (span) => {
    const result = await call();
    const id = Array.isArray(result) && result.length === 1 ? result[0] : result;
    if (typeof id === 'string') span.setAttributes({ [ATTR_JOB_ID]: id, [ATTR_MESSAGING_MESSAGE_ID]: id });
    return result;
  });
}

/** Methods called as (name, data, …rest). */
function wrapSender(original: Method): Method {
  return (...args) => {
    const [first, ...rest] = args;
    if (first !== null && typeof first === 'object') {
      const request = first as { name: string; data?: Data };
      return sendInSpan(request.name, 1, () => original({ ...request, data: packCarrier(request.data) }, ...rest));
    }
    const [data, ...options] = rest;
    return sendInSpan(String(first), 1, () => original(first, packCarrier(data as Data), ...options));
  };
}

/** One span per job around the same call of the handler: a batch succeeds or fails as a whole. */
function attemptAll(queue: string, jobs: BossJob[], fn: () => Promise<unknown>): Promise<unknown> {
  return jobs.reduceRight<() => Promise<unknown>>((inner, job) => {
    const parent = contextIn(job.data);
    return () => runAttempt(identityOf(queue, job), parent, inner);
  }, fn)();
}

function wrapWork(original: Method): Method {
  return (name, ...rest) => {
    const handler = rest.at(-1) as Handler;
    const options = rest.length > 1 ? (rest[0] as { batchSize?: number; localConcurrency?: number }) : {};
    declareWorker(system, [String(name)], (options.batchSize ?? 1) * (options.localConcurrency ?? 1));
    const traced: Handler = (jobs, ...more) =>
      attemptAll(String(name), jobs, () =>
        handler(
          jobs.map((job) => ({ ...job, data: unpackCarrier(job.data).data })),
          ...more,
        ),
      );
    // Only with its metadata does a job tell how often it was tried.
    return original(name, { ...options, includeMetadata: true }, traced);
  };
}

/**
 * Makes a pg-boss instance (10 to 12) tell of its jobs, and returns it: a PRODUCER span at `send`, `sendAfter`, `sendThrottled`,
 * `sendDebounced` and `insert`, a CONSUMER span with `job.*` attributes around the handlers given to `work`. Trace context and correlation ID
 * travel in the job's data under `_otel`, which handlers do not see. Call it before `work`.
 * Newer pg-boss versions make spans of their own: switch them off (`openTelemetry: { enabled: false }`), or each attempt is told twice.
 */
export function instrumentPgBoss<T extends object>(boss: T): T {
  if (!markInstrumented(boss)) return boss;
  const methods = boss as unknown as Methods;
  for (const name of ['send', 'sendAfter', 'sendThrottled', 'sendDebounced']) {
    const original = methods[name];
    if (original) methods[name] = wrapSender(original.bind(boss) as Method);
  }
  const insert = methods.insert?.bind(boss) as Method | undefined;
  if (insert) {
    methods.insert = (name, jobs, ...rest) => {
      // pg-boss 10 and 11 take (jobs), 12 takes (name, jobs).
      const list = (Array.isArray(name) ? name : jobs) as { name?: string; data?: Data }[];
      const queue = Array.isArray(name) ? (list[0]?.name ?? 'unknown') : String(name);
      return sendInSpan(queue, list.length, () => {
        const packed = list.map((job) => ({ ...job, data: packCarrier(job.data) ?? undefined }));
        return Array.isArray(name) ? insert(packed, jobs, ...rest) : insert(name, packed, ...rest);
      });
    };
  }
  const work = methods.work;
  if (work) methods.work = wrapWork(work.bind(boss) as Method);
  const offWork = methods.offWork?.bind(boss) as Method | undefined;
  if (offWork) {
    methods.offWork = (name, ...rest) => {
      // An id alone (pg-boss 10 and 11 take an object with one) does not say which queue: it is told of until the process ends.
      if (typeof name === 'string') leaveQueue(system, name);
      return offWork(name, ...rest);
    };
  }
  return boss;
}
