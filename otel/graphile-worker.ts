import { context } from '@opentelemetry/api';
import { type JobIdentity, jobAttributes, runAttempt } from './attempt-span.ts';
import { contextIn, packCarrier, unpackCarrier } from './carrier.ts';
import { isInstrumented, markInstrumented } from './instrumented.ts';
import { declareWorker } from './local-workers.ts';
import { runProducer } from './run-producer.ts';
import { ATTR_JOB_ID, ATTR_MESSAGING_BATCH_MESSAGE_COUNT, ATTR_MESSAGING_MESSAGE_ID } from './semconv.ts';

const system = 'graphile-worker';

/** The columns of a job that are told; Graphile Worker 0.13 to 0.17. */
interface WorkerJob {
  id: string | number;
  attempts: number;
  max_attempts: number;
  priority?: number;
  run_at?: Date;
}
type Task = (payload: unknown, helpers: { job: WorkerJob } & Adders) => unknown;
type AddJob = (identifier: string, payload?: unknown, ...rest: unknown[]) => Promise<unknown>;
interface JobSpec {
  identifier: string;
  payload?: unknown;
}
type AddJobs = (specs: readonly JobSpec[], ...rest: unknown[]) => Promise<unknown>;
interface Adders {
  addJob?: AddJob;
  addJobs?: AddJobs;
}
interface Options extends Adders {
  taskList?: Record<string, unknown>;
  concurrency?: number;
  preset?: { worker?: { concurrentJobs?: number } };
}

/** The queue is the task, as the collector has it: what a worker subscribes to. */
const identityOf = (task: string, job: WorkerJob): JobIdentity => ({
  system,
  name: task,
  queue: task,
  id: String(job.id),
  // Counted up when the job is taken.
  attempt: job.attempts,
  maxAttempts: job.max_attempts,
  priority: job.priority,
});

/** The attributes of one or several jobs that are sent. */
function sendAttributes(task: string, count: number) {
  const attributes = jobAttributes({ system, name: task, queue: task }, 'send', context.active());
  if (count > 1) attributes[ATTR_MESSAGING_BATCH_MESSAGE_COUNT] = count;
  return attributes;
}

function wrapAddJob(original: AddJob): AddJob {
  return (task, payload, ...rest) =>
    runProducer(task, sendAttributes(task, 1), async (span) => {
      const added = await original(task, packCarrier(payload ?? {}), ...rest);
      const id = (added as { id?: unknown } | undefined)?.id;
      if (id !== undefined) span.setAttributes({ [ATTR_JOB_ID]: String(id), [ATTR_MESSAGING_MESSAGE_ID]: String(id) });
      return added;
    });
}

/** Of several, each job names the span by which it came; the library answers with the jobs in no certain order. */
function wrapAddJobs(original: AddJobs): AddJobs {
  return (specs, ...rest) => {
    const task = specs[0]?.identifier ?? 'unknown';
    return runProducer(task, sendAttributes(task, specs.length), () => {
      const packed = specs.map((spec) => ({ ...spec, payload: packCarrier(spec.payload ?? {}) }));
      return original(packed, ...rest);
    });
  };
}

/** Copies what adds jobs, wrapped. Other members are the original's. */
function withAdders<T extends Adders>(target: T): T {
  const added: Adders = {};
  if (target.addJob) added.addJob = wrapAddJob(target.addJob.bind(target));
  if (target.addJobs) added.addJobs = wrapAddJobs(target.addJobs.bind(target));
  return Object.assign(Object.create(target), added) as T;
}

function wrapTask(name: string, task: Task): Task {
  return (payload, helpers) =>
    runAttempt(identityOf(name, helpers.job), contextIn(payload), () =>
      task(unpackCarrier(payload).data, withAdders(helpers)),
    );
}

/**
 * Makes Graphile Worker (0.13 to 0.17) tell of its jobs. Two things may be given, and are given back wrapped:
 *
 * - what `run`, `runOnce` and `runTaskList` take: every function in `taskList` runs in a CONSUMER span with `job.*` attributes, and what it adds
 *   through its helpers carries the trace on. Tasks in a `taskDirectory` are loaded by the library itself: give them as a list instead.
 * - what has `addJob` and `addJobs` (worker utils, a runner): a PRODUCER span for each call.
 *
 * Trace context and correlation ID travel in the payload under `_otel`, which the payload given to tasks does not have.
 */
export function instrumentGraphileWorker<T extends object>(options: T): T {
  const given = options as Options;
  if (given.addJob) {
    if (!markInstrumented(given)) return options;
    return Object.assign(given, {
      addJob: wrapAddJob(given.addJob.bind(given)),
      ...(given.addJobs ? { addJobs: wrapAddJobs(given.addJobs.bind(given)) } : {}),
    }) as T;
  }
  if (!given.taskList || isInstrumented(given.taskList)) return options;
  const concurrency = given.concurrency ?? given.preset?.worker?.concurrentJobs ?? 1;
  const taskList: Record<string, unknown> = {};
  for (const [name, task] of Object.entries(given.taskList)) {
    taskList[name] = typeof task === 'function' ? wrapTask(name, task as Task) : task;
  }
  declareWorker(system, Object.keys(taskList), concurrency);
  markInstrumented(taskList);
  return { ...options, taskList };
}
