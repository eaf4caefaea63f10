import type { Attributes } from '@opentelemetry/api';
import {
  ATTR_BULLMQ_BULK_IDS,
  ATTR_JOB_MAX_ATTEMPTS,
  ATTR_JOB_PARENT_ID,
  ATTR_JOB_PARENT_QUEUE,
  ATTR_JOB_PRIORITY,
  ATTR_JOB_SCHEDULED_AT,
} from './semconv.ts';

/** The parts of BullMQ's `Job` that its own instrumentation leaves out. */
interface AddedJob {
  id?: string;
  /** When it was made, ms. */
  timestamp: number;
  opts: { attempts?: number; delay?: number; priority?: number; parent?: { id: string; queue: string } };
}

const isJob = (value: unknown): value is AddedJob =>
  typeof value === 'object' && value !== null && 'opts' in value && 'timestamp' in value;

/**
 * What an adding operation gave back, as attributes of its span: `add` gives a job, `addNode` a job with its children, `addBulk` a list. Pure.
 */
export function addedJobAttributes(added: unknown): Attributes {
  if (Array.isArray(added)) {
    const ids = added.filter(isJob).flatMap(({ id }) => id ?? []);
    return ids.length === added.length && ids.length > 0 ? { [ATTR_BULLMQ_BULK_IDS]: ids } : {};
  }
  if (isJob(added)) return attributesOf(added);
  const node = (added as { job?: unknown } | null | undefined)?.job;
  return isJob(node) ? attributesOf(node) : {};
}

function attributesOf({ timestamp, opts }: AddedJob): Attributes {
  const attributes: Attributes = { [ATTR_JOB_MAX_ATTEMPTS]: opts.attempts || 1 };
  if (opts.delay) attributes[ATTR_JOB_SCHEDULED_AT] = new Date(timestamp + opts.delay).toISOString();
  if (opts.priority) attributes[ATTR_JOB_PRIORITY] = opts.priority;
  if (opts.parent) {
    attributes[ATTR_JOB_PARENT_ID] = opts.parent.id;
    // `{prefix}:{queue}`; a queue's name has no colon.
    attributes[ATTR_JOB_PARENT_QUEUE] = opts.parent.queue.slice(opts.parent.queue.lastIndexOf(':') + 1);
  }
  return attributes;
}
