import * as z from 'zod';

/** What waits for a person. */
export const attention = z.object({
  errors: z.number().int().describe('error groups with runs in the window that are open or have come back'),
  deadLetters: z.number().int().describe('what backends hold as dead, where it is measured'),
  alerts: z.number().int().describe('alarms that fire and are not silenced'),
});
export type Attention = z.infer<typeof attention>;
