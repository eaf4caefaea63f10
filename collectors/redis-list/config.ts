import * as z from 'zod';

const isRest = (url: string): boolean => /^https?:\/\//.test(url);

export const redisListConfigSchema = z
  .strictObject({
    url: z
      .string()
      .regex(/^(rediss?|https?):\/\//, 'must begin with redis:// or rediss://, or with https:// for Upstash REST'),
    /** Of the REST API; of no meaning over Redis' own protocol. */
    token: z.string().min(1).optional(),
    queues: z
      .array(
        z.strictObject({
          name: z.string().min(1),
          /** Where workers move a message while they work on it (BLMOVE). Without it, what was taken is lost from sight. */
          processing: z.string().min(1).optional(),
          deadLetter: z.string().min(1).optional(),
          /** The end at which producers push, to the dead letters too; workers take from the other. */
          push: z.enum(['left', 'right']).default('left'),
        }),
      )
      .min(1, 'name at least one queue'),
    /** Where a message's id is; without one, the message's own bytes are its id. */
    idPointer: z.string().default('/id'),
    /** Where the number of the attempt is, 1-based. */
    attemptPointer: z.string().default('/attempt'),
    leaseMs: z.number().int().positive().default(300_000),
  })
  .refine(({ url, token }) => !isRest(url) || token !== undefined, {
    path: ['token'],
    message: 'is needed for https://: the read-only token, from the database’s page',
  });
export type RedisListConfig = z.infer<typeof redisListConfigSchema>;
export type RedisListQueue = RedisListConfig['queues'][number];
