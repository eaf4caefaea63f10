import type { Redis } from 'ioredis';
import { job, withCorrelation } from '#otel/index.ts';
import { complain } from '../complain.ts';
import { labelList, labelsInProgress } from '../queues/raw-redis.ts';
import { workFor } from '../work.ts';

interface LabelMessage {
  id: string;
  correlationId: string;
  attempt: number;
}

/** Prints one parcel label in twenty wrongly, and such a message goes back to the list once. */
async function printLabel(message: LabelMessage): Promise<void> {
  await workFor(90);
  if (message.attempt === 1 && Math.random() < 0.05) throw new Error('printer 2 is out of paper');
}

/** The reliable-queue pattern: move to a list of work in progress, work, remove. https://redis.io/docs/latest/commands/lmove/ */
export function openLabelWorker(redis: Redis): { close(): Promise<void> } {
  let isOpen = true;
  const loop = async () => {
    while (isOpen) {
      const raw = await redis.blmove(labelList, labelsInProgress, 'RIGHT', 'LEFT', 1);
      if (raw === null) continue;
      const message = JSON.parse(raw) as LabelMessage;
      const identity = {
        system: 'redis-list',
        queue: labelList,
        name: 'print-label',
        id: message.id,
        attempt: message.attempt,
        maxAttempts: 2,
      };
      await withCorrelation(message.correlationId, () => job(identity, () => printLabel(message))).catch(() =>
        redis.lpush(labelList, JSON.stringify({ ...message, attempt: message.attempt + 1 })),
      );
      await redis.lrem(labelsInProgress, 1, raw);
    }
  };
  const done = loop().catch(complain);
  return {
    async close() {
      isOpen = false;
      await done;
      await redis.quit();
    },
  };
}
