import * as z from 'zod';
import { filterQuery } from './filter.ts';
import { maybeMoment, moment } from './moment.ts';
import { pageOf, pageQuery } from './page.ts';

export const errorStatuses = ['open', 'resolved', 'ignored', 'regressed'] as const;
export type ErrorStatus = (typeof errorStatuses)[number];

/** Stretches that end now: their names, and their length in hours. */
export const recentHours = { h1: 1, h3: 3, h24: 24, d3: 72, d7: 168 } as const;
export type RecentKey = keyof typeof recentHours;
/** Counting a group's runs stops here: a count that is as high means "at least". */
export const maxRecentRuns = 10_000;
/** Runs with this error that were open at some time in each stretch, as `by=active` lists them. */
const recentCounts = z.object({ h1: z.number(), h3: z.number(), h24: z.number(), d3: z.number(), d7: z.number() });
export type RecentCounts = z.infer<typeof recentCounts>;

export const errorGroup = z.object({
  fingerprint: z.string(),
  type: z.string().nullable(),
  message: z.string(),
  firstSeenAt: moment,
  lastSeenAt: moment,
  /** `regressed`: it was resolved and seen again since. */
  status: z.enum(errorStatuses),
  statusAt: maybeMoment,
  statusBy: z.string().nullable(),
  /** Of what is ignored: until when, or until how many more runs have it; both null = until it is opened again. */
  ignoredUntil: maybeMoment,
  ignoredRuns: z.number().nullable(),
  /** Runs in the window whose last failure belongs here. */
  count: z.number(),
  recent: recentCounts,
  /** Equal slices of the window, oldest first. */
  sparkline: z.array(z.number()),
  jobs: z.array(z.string()),
  queues: z.array(z.string()),
  systems: z.array(z.string()),
  versions: z.array(z.string()),
  lastRunId: z.uuid().nullable(),
});
export type ErrorGroup = z.infer<typeof errorGroup>;
export const errorGroupList = pageOf(errorGroup);
export type ErrorGroupList = z.infer<typeof errorGroupList>;

/** `ignoreUntil` and `ignoreRuns` go with `ignored`; whichever is met first opens the group again. */
export const errorGroupChange = z.object({
  status: z.enum(['open', 'resolved', 'ignored']),
  ignoreUntil: moment.optional(),
  ignoreRuns: z.number().int().min(1).max(1_000_000).optional(),
});
export type ErrorGroupChange = z.infer<typeof errorGroupChange>;
export const fingerprint = z.string().regex(/^([0-9a-f]{2}){4,32}$/i, 'must be a fingerprint in hex');
export const errorGroupsChange = errorGroupChange.extend({ fingerprints: z.array(fingerprint).min(1).max(200) });
export type ErrorGroupsChange = z.infer<typeof errorGroupsChange>;

/** Whom an error hit. */
export const affectedKinds = ['correlationId', 'tenant'] as const;
export type AffectedKind = (typeof affectedKinds)[number];
export const affectedQuery = filterQuery.extend(pageQuery.shape).extend({
  of: z.enum(affectedKinds).default('correlationId'),
});
export type AffectedQuery = z.infer<typeof affectedQuery>;
export const affected = z.object({
  value: z.string(),
  runs: z.number(),
  dead: z.number(),
  firstAt: moment,
  lastAt: moment,
  lastRunId: z.uuid(),
});
export type Affected = z.infer<typeof affected>;
/** `total`: how many there are; `runsWithout`: runs that carry no such value; `isCut`: only the newest 200,000 runs were looked at. */
export const affectedList = pageOf(affected).extend({
  of: z.enum(affectedKinds),
  total: z.number(),
  runs: z.number(),
  runsWithout: z.number(),
  isCut: z.boolean(),
});
export type AffectedList = z.infer<typeof affectedList>;
