// Settings from the environment. All faults are listed at once; a bad setting stops the start, nothing half-started remains.
import * as z from 'zod';
import { oidcEnv } from '#lib/auth/oidc-settings.ts';
import { AppError } from '#lib/errors.ts';

export const roles = ['door', 'watcher', 'deriver', 'keeper', 'web'] as const;
export type Role = (typeof roles)[number];

export interface Settings {
  port: number;
  host: string;
  otlpHttpPort: number;
  otlpGrpcPort: number;
  /** /livez, /readyz and /metrics of the processes without a door. */
  workerPort: number;
  /** Public base URL without a trailing slash; never taken from a Host header. */
  url: string;
  /** null = the embedded Postgres. */
  databaseUrl: string | null;
  dataDir: string;
  /** What the door may keep on disk while the database is away. */
  spoolMaxBytes: number;
  /** What one ingest key may send, over time. */
  keyBytesPerSecond: number;
  /** Threads that decode large bodies; 0 = the door's own thread does, null = one fewer than there are cores. */
  decodeThreads: number | null;
  /** null = generated in the data directory; required with `DATABASE_URL`. */
  secret: string | null;
  bootstrapToken: string | null;
  /** null = `signalbox.yaml` if present. */
  configPath: string | null;
  roles: Role[];
  allowHosts: string[];
  /** Posted to every minute while alert rules are evaluated; null = nobody is. */
  heartbeatUrl: string | null;
}

const mebibyte = 1024 * 1024;
const maxNames = z.coerce.number().int().min(10).max(1_000_000).default(20_000);

/** How many job names, and how many queues, one environment may have apart. A value that `readSettings` would refuse counts as not given. */
export function maxNamesOf(env: Record<string, string | undefined>): number {
  const parsed = maxNames.safeParse(env.SIGNALBOX_MAX_NAMES || undefined);
  return parsed.success ? parsed.data : maxNames.parse(undefined);
}

const port = (fallback: number) => z.coerce.number().int().min(1).max(65_535).default(fallback);
const list = (value: string) =>
  value
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean);

const settingsSchema = z
  .object({
    PORT: port(3000),
    SIGNALBOX_HOST: z.string().min(1).default('127.0.0.1'),
    SIGNALBOX_OTLP_HTTP_PORT: port(4318),
    SIGNALBOX_OTLP_GRPC_PORT: port(4317),
    SIGNALBOX_WORKER_PORT: z.coerce.number().int().min(1).max(65_535).optional(),
    SIGNALBOX_URL: z
      .url({ protocol: /^https?$/, error: 'must be an http or https URL, such as https://signalbox.example.com' })
      .refine(
        (url) => /^\w+:\/\/[^/?#]+(\/[\w.~-]+)*\/*$/.test(url),
        'may have a path of plain names, and nothing after it',
      )
      .optional(),
    DATABASE_URL: z
      .string()
      .regex(/^postgres(ql)?:\/\//, 'must begin with postgres:// or postgresql://')
      .optional(),
    SIGNALBOX_DATA_DIR: z.string().min(1).default('.signalbox'),
    SIGNALBOX_SPOOL_MAX_MB: z.coerce.number().int().min(1).max(1_048_576).default(512),
    SIGNALBOX_KEY_MB_PER_SECOND: z.coerce.number().int().min(1).max(1_024).default(16),
    SIGNALBOX_MAX_NAMES: maxNames,
    SIGNALBOX_DECODE_THREADS: z.coerce.number().int().min(0).max(64).optional(),
    SIGNALBOX_SECRET: z.string().min(32, 'must have at least 32 characters').optional(),
    SIGNALBOX_BOOTSTRAP_TOKEN: z.string().min(32, 'must have at least 32 characters').optional(),
    SIGNALBOX_CONFIG: z.string().min(1).optional(),
    SIGNALBOX_ROLES: z
      .string()
      .default(roles.join(','))
      .transform(list)
      .pipe(z.array(z.enum(roles)).min(1)),
    SIGNALBOX_ALLOW_HOSTS: z.string().default('').transform(list),
    SIGNALBOX_HEARTBEAT_URL: z.url({ protocol: /^https?$/, error: 'must be an http or https URL' }).optional(),
  })
  .refine((env) => !env.DATABASE_URL || env.SIGNALBOX_SECRET, {
    path: ['SIGNALBOX_SECRET'],
    error: 'is required when DATABASE_URL is set: it encrypts stored connection strings (try: openssl rand -hex 32)',
  })
  .refine((env) => new Set([env.PORT, env.SIGNALBOX_OTLP_HTTP_PORT, env.SIGNALBOX_OTLP_GRPC_PORT]).size === 3, {
    path: ['PORT'],
    error: 'PORT, SIGNALBOX_OTLP_HTTP_PORT and SIGNALBOX_OTLP_GRPC_PORT must differ',
  });

/** Reads and checks all settings. Throws `invalid_input` whose `fields` name every faulty variable. */
export function readSettings(env: Record<string, string | undefined>): Settings {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
  const parsed = settingsSchema.safeParse(given);
  // the web process reads those itself; their faults are told with the others
  const oidc = oidcEnv.safeParse(given);
  if (!parsed.success || !oidc.success) {
    const fields: Record<string, string> = {};
    for (const issue of [...(parsed.error?.issues ?? []), ...(oidc.error?.issues ?? [])])
      fields[String(issue.path[0])] ??= issue.message;
    throw new AppError('invalid_input', `${Object.keys(fields).length} settings are wrong`, { fields });
  }
  const ok = parsed.data;
  return {
    port: ok.PORT,
    host: ok.SIGNALBOX_HOST,
    otlpHttpPort: ok.SIGNALBOX_OTLP_HTTP_PORT,
    otlpGrpcPort: ok.SIGNALBOX_OTLP_GRPC_PORT,
    workerPort:
      ok.SIGNALBOX_WORKER_PORT ?? portBeside(ok.SIGNALBOX_OTLP_HTTP_PORT, [ok.PORT, ok.SIGNALBOX_OTLP_GRPC_PORT]),
    url: (ok.SIGNALBOX_URL ?? `http://localhost:${ok.PORT}`).replace(/\/+$/, ''),
    databaseUrl: ok.DATABASE_URL ?? null,
    dataDir: ok.SIGNALBOX_DATA_DIR,
    spoolMaxBytes: ok.SIGNALBOX_SPOOL_MAX_MB * mebibyte,
    keyBytesPerSecond: ok.SIGNALBOX_KEY_MB_PER_SECOND * mebibyte,
    decodeThreads: ok.SIGNALBOX_DECODE_THREADS ?? null,
    secret: ok.SIGNALBOX_SECRET ?? null,
    bootstrapToken: ok.SIGNALBOX_BOOTSTRAP_TOKEN ?? null,
    configPath: ok.SIGNALBOX_CONFIG ?? null,
    roles: ok.SIGNALBOX_ROLES,
    allowHosts: ok.SIGNALBOX_ALLOW_HOSTS,
    heartbeatUrl: ok.SIGNALBOX_HEARTBEAT_URL ?? null,
  };
}

/** The next port after `port` that is none of `others`. */
function portBeside(port: number, others: readonly number[]): number {
  let beside = port;
  do beside = beside === 65_535 ? 1024 : beside + 1;
  while (others.includes(beside));
  return beside;
}
