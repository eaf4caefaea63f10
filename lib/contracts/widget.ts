// Health widgets: what other people's pages may show of jobs. Aggregates only; names where the owner says so.
import * as z from 'zod';
import { maybeMoment, moment } from './moment.ts';
import { pageOf } from './page.ts';

export const widgetStates = ['ok', 'degraded', 'failing', 'maintenance', 'unknown'] as const;
export type WidgetState = (typeof widgetStates)[number];

/** What a widget may tell beside its state. None named: all numbers, and nothing that names anything. */
export const widgetNumbers = [
  'failureRate',
  'p95Ms',
  'throughputPerMin',
  'backlog',
  'oldestWaitingMs',
  'firing',
] as const;
export const widgetFields = [...widgetNumbers, 'items', 'url'] as const;
export type WidgetField = (typeof widgetFields)[number];

const word = z.string().trim().min(1).max(500).optional();
export const widgetScope = z
  .strictObject({ environment: word, source: word, queue: word, job: word, schedule: word, correlationId: word })
  .refine((scope) => Object.values(scope).some((value) => value !== undefined), {
    message: 'must name at least one of environment, source, queue, job, schedule, correlationId',
  });
export type WidgetScope = z.infer<typeof widgetScope>;

/** An origin as frame-ancestors takes it, with `*.` for subdomains: nothing that could end the directive. */
const frameOrigin = z
  .string()
  .max(300)
  .regex(
    /^https?:\/\/(\*\.)?[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d{1,5})?$/i,
    'must be an origin such as https://example.com, without a path',
  );

const name = z.string().trim().min(1).max(100);
const fields = z.array(z.enum(widgetFields)).max(widgetFields.length);
const frameOrigins = z.array(frameOrigin).max(20);
const expiresAt = z.iso.datetime({ offset: true }).nullable();

export const widgetInput = z.strictObject({
  name,
  scope: widgetScope,
  fields: fields.default([]),
  frameOrigins: frameOrigins.default([]),
  expiresAt: expiresAt.default(null),
  /** Shown to everybody under /status. */
  isOnStatusPage: z.boolean().default(false),
});
export type WidgetInput = z.infer<typeof widgetInput>;

/** The scope stays: a token that was handed out for one thing must not come to show another. */
export const widgetChange = z.strictObject({
  name: name.optional(),
  fields: fields.optional(),
  frameOrigins: frameOrigins.optional(),
  expiresAt: expiresAt.optional(),
  isOnStatusPage: z.boolean().optional(),
});
export type WidgetChange = z.infer<typeof widgetChange>;

const figure = z.number().nullable();
export const widgetItem = z.object({ name: z.string(), label: z.string(), status: z.enum(widgetStates) });

/**
 * `/embed/v1/{token}.json`: flat and stable. A field that the widget does not tell is absent, one that is not known is null.
 * Figures are of the last hour; `failureRate` is dead / (succeeded + dead).
 */
export const widgetHealth = z.object({
  status: z.enum(widgetStates),
  statusText: z.string(),
  failureRate: figure.optional(),
  p95Ms: figure.optional(),
  throughputPerMin: figure.optional(),
  backlog: figure.optional(),
  oldestWaitingMs: figure.optional(),
  firing: figure.optional(),
  /** Of a correlation ID alone. */
  stepsDone: figure.optional(),
  stepsTotal: figure.optional(),
  updatedAt: maybeMoment,
  staleAfter: maybeMoment,
  url: z.string().optional(),
  items: z.array(widgetItem),
});
export type WidgetHealth = z.infer<typeof widgetHealth>;

export const widgetView = z.object({
  id: z.uuid(),
  name: z.string(),
  scope: widgetScope,
  fields,
  frameOrigins: z.array(z.string()),
  isOnStatusPage: z.boolean(),
  createdBy: z.string(),
  createdAt: moment,
  expiresAt: maybeMoment,
  lastFetchedAt: maybeMoment,
  /** What it tells just now. */
  health: widgetHealth,
  /** Runs ended in each of the last 24 stretches of 5 minutes; null = not known. */
  spark: z.array(z.number().nullable()),
});
export type WidgetView = z.infer<typeof widgetView>;
export const widgetList = pageOf(widgetView);
export type WidgetList = z.infer<typeof widgetList>;

export const widgetUrls = z.object({
  badge: z.url(),
  card: z.url(),
  shields: z.url(),
  json: z.url(),
  frame: z.url(),
  oembed: z.url(),
  script: z.url(),
});
export type WidgetUrls = z.infer<typeof widgetUrls>;

/** The answer to POST and to a rotation: the only time that the token and the key for signed URLs are shown. */
export const widgetCreated = widgetView.extend({ token: z.string(), signingKey: z.string(), urls: widgetUrls });
export type WidgetCreated = z.infer<typeof widgetCreated>;
