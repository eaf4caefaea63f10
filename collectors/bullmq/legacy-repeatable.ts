// Repeatable jobs of version 5's older kind: all that is known of one stands in its member of the set, `{name}:{id}:{end}:{zone}:{pattern or
// interval}` (`getRepeatConcatOptions` in BullMQ's classes/repeat.ts). Pure.
import type { ScheduleFact } from '#lib/collector.ts';

/** null for a member that is none. A name may hold colons; what follows it does not. */
export function legacyRepeatable(member: string, queue: string, nextMs: number): ScheduleFact | null {
  const parts = member.split(':');
  const [id, end, zone, rhythm] = parts.slice(-4);
  const job = parts.slice(0, -4).join(':');
  if (job === '' || !rhythm || !/^\d*$/.test(end ?? '')) return null;
  const isInterval = /^\d+$/.test(rhythm);
  return {
    name: id ? `${job}:${id}` : job,
    queue,
    job,
    expression: isInterval ? null : rhythm,
    everyMs: isInterval ? Number(rhythm) : null,
    timeZone: zone || null,
    nextDueAt: nextMs * 1000,
  };
}
