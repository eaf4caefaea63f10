// Observed systems. Secrets are write-only: they go in with `config` and never come out.
import * as z from 'zod';
import { maybeMoment } from './moment.ts';
import { pageOf } from './page.ts';
import { sourceCost } from './source-cost.ts';
import { freshness } from './trust.ts';

const pointers = z.array(z.string().max(200)).max(20);
const fields = {
  name: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/, 'letters, digits, dot, dash, underscore; at most 100'),
  environment: z.string().min(1).max(100),
  config: z.record(z.string(), z.unknown()),
  pollMs: z.number().int().min(250).max(3_600_000),
  correlation: z.object({ pointers }),
  payload: z.object({ allow: pointers, redact: pointers }),
  act: z.object({ enabled: z.boolean(), url: z.string().max(2_000).nullable().default(null) }),
  enabled: z.boolean(),
};

export const sourceInput = z.object({
  ...fields,
  kind: z.string().min(1).max(50),
  environment: fields.environment.default('production'),
  pollMs: fields.pollMs.default(5_000),
  correlation: fields.correlation.default({ pointers: [] }),
  payload: fields.payload.default({ allow: [], redact: [] }),
  act: fields.act.default({ enabled: false, url: null }),
  enabled: fields.enabled.default(true),
});
export type SourceInput = z.infer<typeof sourceInput>;
/** Without defaults: what a change leaves out stays as it is. */
export const sourceChange = z.object(fields).partial();
export type SourceChange = z.infer<typeof sourceChange>;

export const sourceStatuses = ['ok', 'stale', 'failing', 'waiting', 'disabled'] as const;
export const sourceView = z.object({
  id: z.uuid(),
  name: z.string(),
  kind: z.string(),
  environment: z.string(),
  /** What is not secret of it: host and user of a connection, prefix, queues. */
  config: z.record(z.string(), z.unknown()),
  pollMs: z.number(),
  correlation: z.object({ pointers }),
  payload: z.object({ allow: pointers, redact: pointers }),
  act: z.object({ enabled: z.boolean() }),
  enabled: z.boolean(),
  /** Declared in `signalbox.yaml`: to be changed there. */
  isDeclared: z.boolean(),
  capabilities: z.record(z.string(), z.unknown()).nullable(),
  cost: sourceCost.nullable(),
  freshness,
  status: z.enum(sourceStatuses),
  lastError: z.object({ message: z.string(), at: maybeMoment }).nullable(),
  server: z.string().nullable(),
  library: z.string().nullable(),
  missing: z.array(z.string()),
});
export type SourceView = z.infer<typeof sourceView>;
export const sourceList = pageOf(sourceView);
export type SourceList = z.infer<typeof sourceList>;
