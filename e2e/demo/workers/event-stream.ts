import type { Redis } from 'ioredis';
import { job, withCorrelation } from '#otel/index.ts';
import { complain } from '../complain.ts';
import { eventGroup, eventStream } from '../queues/raw-redis.ts';
import { workFor } from '../work.ts';

type StreamReply = [stream: string, entries: [id: string, fields: string[]][]][] | null;

function fieldsOf(flat: string[]): Record<string, string | undefined> {
  const fields: Record<string, string> = {};
  for (let index = 0; index + 1 < flat.length; index += 2) fields[flat[index] as string] = flat[index + 1] as string;
  return fields;
}

/** A consumer of the group; an entry is acknowledged when its work is done. https://redis.io/docs/latest/commands/xreadgroup/ */
export async function openEventWorker(redis: Redis): Promise<{ close(): Promise<void> }> {
  await redis.xgroup('CREATE', eventStream, eventGroup, '$', 'MKSTREAM').catch((error: unknown) => {
    if (!String(error).includes('BUSYGROUP')) throw error;
  });
  let isOpen = true;
  const loop = async () => {
    while (isOpen) {
      const reply = (await redis.xreadgroup(
        'GROUP',
        eventGroup,
        'media-1',
        'COUNT',
        10,
        'BLOCK',
        1000,
        'STREAMS',
        eventStream,
        '>',
      )) as StreamReply;
      for (const [id, flat] of reply?.[0]?.[1] ?? []) {
        const identity = { system: 'redis-stream', queue: eventStream, name: eventGroup, id, attempt: 1 };
        await withCorrelation(fieldsOf(flat).correlationId ?? '', () => job(identity, () => workFor(40)));
        await redis.xack(eventStream, eventGroup, id);
      }
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
