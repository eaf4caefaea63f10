import path from 'node:path';

/** What the demo's processes run against. All of it comes from the environment that the launcher sets. */
export interface DemoSettings {
  /** Database of the demo's own queues (pg-boss, BullMQ on Postgres), apart from Signalbox's tables. */
  databaseUrl: string;
  /** Signalbox's own, of which only the schedules that check in are made there; null = not known. */
  ownDatabaseUrl: string | null;
  /** A Redis that is there already; null = start one of our own where `redis-server` is installed. */
  redisUrl: string | null;
  /** Where the demo keeps its files. */
  folder: string;
  otlpUrl: string;
  shopPort: number;
  /** Orders a second, on average. */
  rate: number;
}

const demoDatabaseOf = (databaseUrl: string): string => {
  const url = new URL(databaseUrl);
  url.pathname = '/signalbox_demo';
  return url.href;
};

/**
 * `SIGNALBOX_DEMO_DATABASE_URL`, else database `signalbox_demo` on the server of `DATABASE_URL`; `REDIS_URL`; `SIGNALBOX_DATA_DIR` (default
 * `.signalbox`); `SIGNALBOX_OTLP_URL`, else the door on this machine; `SIGNALBOX_DEMO_PORT` (0 = any free port) and `SIGNALBOX_DEMO_RATE`.
 */
export function readDemoSettings(env: Record<string, string | undefined>): DemoSettings {
  const databaseUrl = env.SIGNALBOX_DEMO_DATABASE_URL || (env.DATABASE_URL && demoDatabaseOf(env.DATABASE_URL));
  if (!databaseUrl) throw new Error('The demo needs SIGNALBOX_DEMO_DATABASE_URL or DATABASE_URL.');
  return {
    databaseUrl,
    ownDatabaseUrl: env.DATABASE_URL || null,
    redisUrl: env.REDIS_URL || null,
    folder: path.resolve(env.SIGNALBOX_DATA_DIR || '.signalbox', 'demo'),
    otlpUrl: env.SIGNALBOX_OTLP_URL || `http://localhost:${env.SIGNALBOX_OTLP_HTTP_PORT || 4318}`,
    shopPort: Number(env.SIGNALBOX_DEMO_PORT || 0),
    rate: Number(env.SIGNALBOX_DEMO_RATE || 1.5),
  };
}
