// Trying a source before it is saved.
import * as z from 'zod';
import { sourceInput } from './source.ts';
import { sourceCost } from './source-cost.ts';

/** `id`: a source that is there already; secrets that are left out are taken from it. */
export const probeInput = sourceInput.extend({
  name: sourceInput.shape.name.default('probe'),
  id: z.uuid().nullable().default(null),
});
export type ProbeInput = z.infer<typeof probeInput>;

/** What a watcher saw. */
export const probeAnswer = z.object({
  isOk: z.boolean(),
  /** `ok`, or why it cannot be read, in a sentence. */
  message: z.string(),
  server: z.string().nullable(),
  library: z.string().nullable(),
  /** What will not be seen, each with a remedy. */
  missing: z.array(z.string()),
  /** Backend clock minus ours. */
  clockOffsetMs: z.number().nullable(),
  /** The first queues found; `queueCount` null = not known. */
  queues: z.array(z.string()),
  queueCount: z.number().int().nullable(),
  /** How long one read took. */
  readMs: z.number().nullable(),
  /** What it was found to tell, where that differs from its kind's manifest. */
  found: z.record(z.string(), z.unknown()).default({}),
});
export type ProbeAnswer = z.infer<typeof probeAnswer>;

export const probeView = probeAnswer.omit({ found: true }).extend({
  capabilities: z.record(z.string(), z.unknown()).nullable(),
  cost: sourceCost.nullable(),
});
export type ProbeView = z.infer<typeof probeView>;
