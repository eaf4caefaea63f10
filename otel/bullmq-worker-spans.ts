import { type Attributes, type Context, trace } from '@opentelemetry/api';
import type { BullMQOTelSpan } from 'bullmq-otel';
import { declareWorker, leaveQueue, localWorker } from './local-workers.ts';
import { ATTR_JOB_ID, ATTR_JOB_NAME, ATTR_JOB_QUEUE, ATTR_JOB_SYSTEM } from './semconv.ts';
import { tellWhileRunning } from './started-log.ts';

const system = 'bullmq';
/** BullMQ's own attributes: https://docs.bullmq.io/guide/telemetry */
const keys = {
  queue: 'bullmq.queue.name',
  jobId: 'bullmq.job.id',
  jobName: 'bullmq.job.name',
  workerId: 'bullmq.worker.id',
  workerName: 'bullmq.worker.name',
} as const;

const queueIn = (seen: Attributes): string => String(seen[keys.queue] ?? '');
/** As the product names a BullMQ worker by its spans. */
const workerIn = (seen: Attributes): string | null =>
  String(seen[keys.workerName] ?? seen[keys.workerId] ?? '') || null;

/** Calls `onKnown` once, as soon as the attributes that BullMQ gives the span hold `key`. */
function whenKnown(span: BullMQOTelSpan, key: string, onKnown: (seen: Attributes) => void): void {
  const seen: Attributes = {};
  const setAttributes = span.setAttributes.bind(span);
  span.setAttributes = (attributes) => {
    setAttributes(attributes);
    const wasKnown = seen[key] !== undefined;
    Object.assign(seen, attributes);
    if (!wasKnown && seen[key] !== undefined) onKnown(seen);
  };
}

/** Follows a span in which a job is processed until its end: its worker is busy so long. */
export function watchProcess(span: BullMQOTelSpan, parent: Context): void {
  const end = span.end.bind(span);
  whenKnown(span, keys.jobId, (seen) => {
    const isOver = begin(span, parent, seen);
    span.end = () => {
      end();
      isOver();
    };
  });
}

/** A worker that starts says so in its first span, whether or not there is work, and in a last one that it closes. */
export function watchWorker(span: BullMQOTelSpan, name: string): void {
  const [operation] = name.split(' ', 1);
  if (operation === 'startStalledCheckTimer') {
    whenKnown(span, keys.workerId, (seen) => declareWorker(system, [queueIn(seen)], null, workerIn(seen)));
  } else if (operation === 'close') {
    whenKnown(span, keys.workerId, (seen) => leaveQueue(system, queueIn(seen), workerIn(seen)));
  }
}

/** Returns what is to be done at the end. */
function begin(span: BullMQOTelSpan, parent: Context, seen: Attributes): () => void {
  const queue = queueIn(seen);
  const worker = localWorker(system, queue, workerIn(seen));
  if (worker) worker.busy++;
  const isOver = span.span.isRecording()
    ? tellWhileRunning('bullmq', trace.setSpan(parent, span.span), {
        [ATTR_JOB_SYSTEM]: system,
        [ATTR_JOB_QUEUE]: queue,
        [ATTR_JOB_ID]: seen[keys.jobId],
        [ATTR_JOB_NAME]: seen[keys.jobName],
      })
    : () => {};
  return () => {
    isOver();
    if (!worker) return;
    worker.busy--;
    worker.lastAtMs = Date.now();
  };
}
