import * as z from 'zod';

export const graphileWorkerConfigSchema = z.strictObject({
  /** `postgres://reader:…@host/database`: a role that may only read. */
  url: z.string().regex(/^postgres(ql)?:\/\//, 'must begin with postgres:// or postgresql://'),
  schema: z
    .string()
    .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'letters, digits and underscores')
    .default('graphile_worker'),
});
export type GraphileWorkerConfig = z.infer<typeof graphileWorkerConfigSchema>;
