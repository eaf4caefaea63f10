// GET /stream: server-sent events. The event's name is `kind`; comments (`:`) are heartbeats.
import * as z from 'zod';

/** Runs were written: at most 20 ids, `count` in all. Fetch again what shows them. */
export const runChange = z.object({
  kind: z.literal('run'),
  environment: z.string(),
  ids: z.array(z.string()),
  queueIds: z.array(z.string()),
  count: z.number(),
});
export type RunChange = z.infer<typeof runChange>;

export const queueChange = z.object({
  kind: z.literal('queue'),
  environment: z.string(),
  queueIds: z.array(z.string()),
});
export const trustChange = z.object({ kind: z.literal('trust'), source: z.string() });
export const alertChange = z.object({ kind: z.literal('alert'), id: z.string(), state: z.string() });
export const streamEvent = z.discriminatedUnion('kind', [runChange, queueChange, trustChange, alertChange]);
export type StreamEvent = z.infer<typeof streamEvent>;
