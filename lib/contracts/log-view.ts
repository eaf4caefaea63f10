import * as z from 'zod';
import { moment } from './moment.ts';

export const logView = z.object({
  at: moment,
  severity: z.number().int(),
  service: z.string(),
  body: z.string(),
  traceId: z.string().nullable(),
  spanId: z.string().nullable(),
  attributes: z.record(z.string(), z.unknown()),
});
export type LogView = z.infer<typeof logView>;
