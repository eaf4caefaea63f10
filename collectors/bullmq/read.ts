import type { Collector } from '#lib/collector.ts';
import { type BullmqConfig, bullmqConfigSchema } from './config.ts';
import { manifest } from './manifest.ts';

/** BullMQ on Redis or, by its URL, on PostgreSQL. */
export const collector: Collector<BullmqConfig> = {
  manifest,
  configSchema: bullmqConfigSchema,
  async open(source) {
    if (source.config.url.startsWith('postgres')) {
      const { PostgresReader } = await import('./postgres-reader.ts');
      return new PostgresReader(source);
    }
    const { RedisReader } = await import('./redis-reader.ts');
    return new RedisReader(source);
  },
};
