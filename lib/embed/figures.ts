// What is kept ready for a widget, and what of it may be told at a moment.
import {
  type WidgetField,
  type WidgetHealth,
  type WidgetScope,
  type WidgetState,
  widgetNumbers,
} from '#lib/contracts/widget.ts';

/** The body of a widget's one row. Numbers are of the last hour; null = not known. */
export interface WidgetFigures {
  state: WidgetState;
  statusText: string;
  failureRate: number | null;
  p95Ms: number | null;
  throughputPerMin: number | null;
  backlog: number | null;
  oldestWaitingMs: number | null;
  firing: number | null;
  /** Of a correlation ID: runs that succeeded, and runs that are known. */
  steps: { done: number; total: number } | null;
  items: { name: string; label: string; status: WidgetState }[];
  /** Runs that ended, in stretches of 5 minutes, oldest first. */
  spark: (number | null)[];
}

/** A widget with its row, as one request needs it. */
export interface Widget {
  id: string;
  name: string;
  scope: WidgetScope;
  fields: WidgetField[];
  frameOrigins: string[];
  isOnStatusPage: boolean;
  expiresAt: Date | null;
  tokenHash: Buffer;
  figures: WidgetFigures | null;
  updatedAt: Date | null;
  staleAfter: Date | null;
}

export const stateWords: Record<WidgetState, string> = {
  ok: 'ok',
  degraded: 'degraded',
  failing: 'failing',
  maintenance: 'maintenance',
  unknown: 'unknown',
};

/** The figures that still hold at `nowMs`; null = nothing does, and the widget is grey. */
export function freshFigures(widget: Pick<Widget, 'figures' | 'staleAfter'>, nowMs: number): WidgetFigures | null {
  const { figures, staleAfter } = widget;
  return figures && staleAfter && nowMs < staleAfter.getTime() ? figures : null;
}

const isTold = (fields: readonly WidgetField[], field: WidgetField): boolean =>
  fields.length === 0 ? field !== 'items' && field !== 'url' : fields.includes(field);

/** What a widget tells: only its own fields; old figures are not told at all. `url` is where people sign in to see more. */
export function healthOf(widget: Omit<Widget, 'tokenHash'>, url: string, nowMs: number): WidgetHealth {
  const fresh = freshFigures(widget, nowMs);
  const { fields } = widget;
  const health: WidgetHealth = {
    status: fresh?.state ?? 'unknown',
    statusText: fresh?.statusText ?? (widget.updatedAt ? 'No fresh data' : 'Not measured yet'),
    updatedAt: widget.updatedAt?.toISOString() ?? null,
    staleAfter: widget.staleAfter?.toISOString() ?? null,
    items: fresh && isTold(fields, 'items') ? fresh.items : [],
  };
  for (const field of widgetNumbers) if (isTold(fields, field)) health[field] = fresh?.[field] ?? null;
  if (widget.scope.correlationId !== undefined) {
    health.stepsDone = fresh?.steps?.done ?? null;
    health.stepsTotal = fresh?.steps?.total ?? null;
  }
  if (isTold(fields, 'url')) health.url = url;
  return health;
}
