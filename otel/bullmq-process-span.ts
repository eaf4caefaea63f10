import { type Attributes, type Context, trace } from '@opentelemetry/api';
import type { BullMQOTelSpan } from 'bullmq-otel';
import { ATTR_JOB_ID, ATTR_JOB_NAME, ATTR_JOB_QUEUE, ATTR_JOB_SYSTEM } from './semconv.ts';
import { tellWhileRunning } from './started-log.ts';
import { laneOf } from './worker-lanes.ts';

const system = 'bullmq';
/** BullMQ's own attributes: https://docs.bullmq.io/guide/telemetry */
const keys = {
  queue: 'bullmq.queue.name',
  jobId: 'bullmq.job.id',
  jobName: 'bullmq.job.name',
  workerId: 'bullmq.worker.id',
  workerName: 'bullmq.worker.name',
} as const;

/** Follows a span in which BullMQ processes a job, by the attributes that it is given, until its end: the lane is busy so long. */
export function watchProcess(span: BullMQOTelSpan, parent: Context): void {
  const seen: Attributes = {};
  let onEnd: (() => void) | null = null;
  const setAttributes = span.setAttributes.bind(span);
  span.setAttributes = (attributes) => {
    setAttributes(attributes);
    if (onEnd) return;
    Object.assign(seen, attributes);
    if (seen[keys.jobId] !== undefined) onEnd = begin(span, parent, seen);
  };
  const end = span.end.bind(span);
  span.end = () => {
    end();
    onEnd?.();
  };
}

/** Returns what is to be done at the end. */
function begin(span: BullMQOTelSpan, parent: Context, seen: Attributes): () => void {
  const queue = String(seen[keys.queue] ?? '');
  const lane = laneOf(system, queue);
  if (lane) {
    lane.busy++;
    lane.isDeclared = true;
    lane.worker = String(seen[keys.workerName] ?? seen[keys.workerId] ?? '') || null;
  }
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
    if (!lane) return;
    lane.busy--;
    lane.lastAtMs = Date.now();
  };
}
