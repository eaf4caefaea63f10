import * as z from 'zod';

export const errorCodes = [
  'invalid_input',
  'unauthorized',
  'forbidden',
  'not_found',
  'conflict',
  'too_large',
  'unsupported',
  'too_busy',
  'unavailable',
  'internal',
] as const;

/** Every answer that is not a success. `fields`: path of a field → what is wrong with it. `reference` finds the log line. */
export const errorBody = z.object({
  error: z.object({
    code: z.enum(errorCodes),
    message: z.string(),
    fields: z.record(z.string(), z.string()).optional(),
    reference: z.string().optional(),
  }),
});
export type ErrorBody = z.infer<typeof errorBody>;
