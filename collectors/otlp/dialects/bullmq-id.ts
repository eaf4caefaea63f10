// What ids of BullMQ jobs say, to both instrumentations of it.
import type { Micros } from '#lib/domain/evidence.ts';

/** Ids of scheduled jobs: `repeat:{scheduler}:{due in ms}`. */
const scheduledId = /^repeat:(.+):(\d{12,15})$/s;

/** Whether Redis counted the id: it counts from 1 again after a flush. Other ids are unique, or chosen by the program. */
export const isCounted = (jobId: string): boolean => /^\d{1,15}$/.test(jobId);

/** Schedule and due time in a scheduled job's id. */
export function scheduleInId(jobId: string): { schedule: string; dueAt: Micros } | undefined {
  const match = scheduledId.exec(jobId);
  return match ? { schedule: match[1] as string, dueAt: Number(match[2]) * 1000 } : undefined;
}
