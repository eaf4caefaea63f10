// Queues of one environment as one line: pure.
import { byTrouble } from '#app/_ui/queue-table/trouble.ts';
import type { Health, QueueView } from '#lib/contracts/queue.ts';

export interface EnvironmentLine {
  name: string;
  worst: Health;
  /** Why the worst queue is what it is, with its name. */
  reason: string;
  queues: number;
  /** Queues that need a person. */
  inTrouble: number;
}

const needsPerson: ReadonlySet<Health> = new Set(['failing', 'stalled', 'backlogged', 'paused']);

/** Environments by trouble: the one with the worst queue first. */
export function environmentLines(queues: readonly QueueView[]): EnvironmentLine[] {
  const sorted = byTrouble(queues);
  const lines = new Map<string, EnvironmentLine>();
  for (const queue of sorted) {
    const line = lines.get(queue.environment) ?? {
      name: queue.environment,
      worst: queue.health,
      reason: `${queue.name}: ${queue.healthReason}`,
      queues: 0,
      inTrouble: 0,
    };
    line.queues++;
    if (needsPerson.has(queue.health)) line.inTrouble++;
    lines.set(queue.environment, line);
  }
  return [...lines.values()];
}
