// What reading a source takes.
import * as z from 'zod';

/** `unit`: what the backend counts. Figures of units are null where they depend on what is found; per month of 30 days. */
export const sourceCost = z.object({
  unit: z.string(),
  isBilled: z.boolean(),
  /** Who bills it, where that is told by the connection. */
  vendor: z.string().nullable(),
  readsPerMinute: z.number(),
  perRead: z.number().nullable(),
  perMinute: z.number().nullable(),
  perMonth: z.number().nullable(),
});
export type SourceCost = z.infer<typeof sourceCost>;
