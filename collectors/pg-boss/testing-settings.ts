import type { SourceSettings } from '#lib/collector.ts';
import { type PgBossConfig, pgBossConfigSchema } from './config.ts';

/** Settings of a source `orders` that watches the pg-boss of a test's database. */
export const testSettings = (url: string): SourceSettings<PgBossConfig> => ({
  name: 'orders',
  kind: 'pg-boss',
  environment: 'test',
  config: pgBossConfigSchema.parse({ url }),
  pollMs: 250,
  correlation: { pointers: [] },
  payload: { allow: [], redact: [] },
});
