import * as z from 'zod';

export const pgBossConfigSchema = z.strictObject({
  /** `postgres://reader:…@host/database`: a role that may only read. */
  url: z.string().regex(/^postgres(ql)?:\/\//, 'must begin with postgres:// or postgresql://'),
  schema: z
    .string()
    .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'letters, digits and underscores')
    .default('pgboss'),
  /** Only these queues; empty = all. */
  queues: z.array(z.string().min(1)).max(1_000).default([]),
});
export type PgBossConfig = z.infer<typeof pgBossConfigSchema>;
