import * as z from 'zod';

export const redisStreamConfigSchema = z.strictObject({
  url: z.string().regex(/^rediss?:\/\//, 'must begin with redis:// or rediss://'),
  streams: z
    .array(
      z.strictObject({
        name: z.string().min(1),
        /** Only these consumer groups; empty = all. */
        groups: z.array(z.string().min(1)).default([]),
        /** Stream to which undeliverable entries are moved. */
        deadLetter: z.string().min(1).optional(),
      }),
    )
    .min(1, 'name at least one stream'),
  /** An entry that is pending for longer is taken to be stuck. */
  leaseMs: z.number().int().positive().default(300_000),
});
export type RedisStreamConfig = z.infer<typeof redisStreamConfigSchema>;
