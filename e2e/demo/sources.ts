import { stringify } from 'yaml';
import { eventGroup, eventStream, labelList, labelsInProgress } from './queues/raw-redis.ts';

export const demoEnvironment = 'demo';

/** The demo's sources, as `POST /api/v1/sources` and `signalbox.yaml` take them. */
export function demoSources(databaseUrl: string, redisUrl: string | null): Record<string, unknown>[] {
  const common = { environment: demoEnvironment, pollMs: 1000, correlation: { pointers: ['/correlationId'] } };
  const sources: Record<string, unknown>[] = [
    { name: 'orders-pg-boss', kind: 'pg-boss', ...common, config: { url: databaseUrl, schema: 'pgboss' } },
    { name: 'mail-bullmq', kind: 'bullmq', ...common, config: { url: databaseUrl, schema: 'bullmq' } },
  ];
  if (redisUrl !== null) {
    sources.push({ name: 'media-bullmq', kind: 'bullmq', ...common, config: { url: redisUrl, prefix: 'bull' } });
    const lists = [{ name: labelList, processing: labelsInProgress, push: 'left' }];
    sources.push({ name: 'labels-list', kind: 'redis-list', ...common, config: { url: redisUrl, queues: lists } });
    const streams = [{ name: eventStream, groups: [eventGroup] }];
    sources.push({ name: 'events-stream', kind: 'redis-stream', ...common, config: { url: redisUrl, streams } });
  }
  return sources;
}

/** `signalbox.yaml` for the demo. */
export function demoConfig(databaseUrl: string, redisUrl: string | null): string {
  return stringify({ sources: demoSources(databaseUrl, redisUrl) }, { aliasDuplicateObjects: false });
}
