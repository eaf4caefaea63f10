import * as z from 'zod';

export const bullmqConfigSchema = z.strictObject({
  /** `redis://`, `rediss://`, or `postgres://` for BullMQ 6 on PostgreSQL: a user that may only read. */
  url: z.string().regex(/^(rediss?|postgres(ql)?):\/\//, 'must begin with redis://, rediss:// or postgres://'),
  /** Redis: what the library's `prefix` is. */
  prefix: z.string().min(1).max(200).default('bull'),
  /** PostgreSQL: the schema of BullMQ's tables. */
  schema: z
    .string()
    .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'letters, digits and underscores')
    .default('bullmq'),
  /** Only these queues; empty = all that are found. */
  queues: z.array(z.string().min(1)).max(1_000).default([]),
});
export type BullmqConfig = z.infer<typeof bullmqConfigSchema>;
