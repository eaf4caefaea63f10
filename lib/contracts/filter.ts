// The filters that every list, metric, export and stream takes, and that pages carry in their own URL.
import * as z from 'zod';
import { runStates } from '#lib/domain/run.ts';
import { windowQuery } from './window.ts';

const word = z.string().min(1).max(500);
const words = z.array(word).max(100).optional();

/**
 * Which moment of a run `from` and `to` bound, where runs are listed. Default: `enqueuedAt`, else the first moment known. `active`: it was
 * open at some time in the window.
 */
export const windowBounds = ['enqueuedAt', 'startedAt', 'finishedAt', 'active'] as const;
export type WindowBound = (typeof windowBounds)[number];

export const filterSchema = z.object({
  environment: words,
  source: words,
  system: words,
  queue: words,
  job: words,
  state: z.array(z.enum(runStates)).max(runStates.length).optional(),
  worker: words,
  tenant: words,
  version: words,
  errorGroup: z
    .array(z.string().regex(/^[0-9a-f]{8,64}$/i, 'must be a fingerprint in hex'))
    .max(100)
    .optional(),
  schedule: words,
  correlationId: words,
  minDurationMs: z.coerce.number().min(0).max(1e12).optional(),
  minWaitMs: z.coerce.number().min(0).max(1e12).optional(),
  /** Both exclusive: below, so that bands side by side share no run. */
  maxDurationMs: z.coerce.number().min(0).max(1e12).optional(),
  maxWaitMs: z.coerce.number().min(0).max(1e12).optional(),
  minFailedAttempts: z.coerce.number().int().min(1).max(30_000).optional(),
  q: z.string().min(1).max(200).optional(),
});
export type Filter = z.infer<typeof filterSchema>;

export const filterQuery = filterSchema.extend(windowQuery.shape).extend({ by: z.enum(windowBounds).optional() });
export type FilterQuery = z.infer<typeof filterQuery>;

/** Names of parameters that are lists: they repeat or take commas. */
export const listFilters = [
  'environment',
  'source',
  'system',
  'queue',
  'job',
  'state',
  'worker',
  'tenant',
  'version',
  'errorGroup',
  'schedule',
  'correlationId',
  'groupBy',
  'metrics',
] as const;
const isList: ReadonlySet<string> = new Set(listFilters);

/**
 * A query string as a plain record for a zod schema: lists become arrays, of other parameters the last one counts,
 * empty values count as absent.
 */
export function readQuery(params: URLSearchParams): Record<string, string | string[]> {
  const record: Record<string, string | string[]> = Object.create(null);
  for (const name of new Set(params.keys())) {
    const values = params.getAll(name);
    if (isList.has(name)) {
      const items = values.flatMap((value) => value.split(',')).filter((value) => value !== '');
      if (items.length > 0) record[name] = [...new Set(items)];
    } else {
      const last = values.at(-1);
      if (last) record[name] = last;
    }
  }
  return { ...record };
}

/** The inverse, for links: the same filters as a query string, lists by comma, names in a fixed order. */
export function writeQuery(query: Record<string, string | number | readonly string[] | undefined | null>): string {
  const params = new URLSearchParams();
  for (const name of Object.keys(query).sort()) {
    const value = query[name];
    if (value === undefined || value === null || value === '') continue;
    if (typeof value === 'string' || typeof value === 'number') params.set(name, String(value));
    else if (value.some((item) => item.includes(','))) for (const item of value) params.append(name, item);
    else if (value.length > 0) params.set(name, value.join(','));
  }
  return params.toString();
}
