// One word for a scope, from alerts, silences and the health of its queues. Pure. Silence is never health: what nobody
// measured lately is unknown.
import { isSilenced, type Silence } from '#lib/alerts/silence.ts';
import type { Health } from '#lib/contracts/queue.ts';
import type { WidgetScope, WidgetState } from '#lib/contracts/widget.ts';

export interface FiringAlert {
  severity: 'critical' | 'warning' | 'info';
  labels: Readonly<Record<string, string>>;
  filter: Readonly<Record<string, readonly string[] | undefined>>;
}

const dimensions = ['environment', 'source', 'queue', 'job', 'schedule'] as const;
/** An alert that does not say which of these it is about is about more than the scope. */
const narrow: ReadonlySet<string> = new Set(['queue', 'job', 'schedule']);

/** Whether an alert is about this scope: it names nothing else, and it names what is narrow about it. */
export function concerns(scope: WidgetScope, { labels, filter }: Pick<FiringAlert, 'labels' | 'filter'>): boolean {
  return dimensions.every((dimension) => {
    const wanted = scope[dimension];
    if (wanted === undefined) return true;
    const named = labels[dimension] === undefined ? filter[dimension] : [labels[dimension]];
    return named === undefined ? !narrow.has(dimension) : named.includes(wanted);
  });
}

/** Whether a silence that is on covers the whole scope. */
export function isMaintained(scope: WidgetScope, silences: readonly Silence[], nowMs: number): boolean {
  const labels = Object.fromEntries(
    dimensions.flatMap((dimension) => (scope[dimension] === undefined ? [] : [[dimension, scope[dimension]]])),
  );
  const covering = silences.filter((silence) => silence.matchers.every(({ label }) => labels[label] !== undefined));
  return isSilenced(covering, labels, nowMs);
}

export const stateOfHealth: Record<Health, WidgetState> = {
  ok: 'ok',
  busy: 'ok',
  idle: 'ok',
  paused: 'maintenance',
  backlogged: 'degraded',
  stalled: 'degraded',
  failing: 'degraded',
  unknown: 'unknown',
};

/**
 * Planned work first; then a critical alert is failing; a warning, or a queue that is backlogged, stalled or failing by itself,
 * is degraded. Only where all is known and fresh is it ok.
 */
export function judge(input: {
  isMaintained: boolean;
  severities: readonly FiringAlert['severity'][];
  /** Of the parts of the scope; none = nothing was ever seen of it. */
  parts: readonly WidgetState[];
}): WidgetState {
  const { severities, parts } = input;
  if (input.isMaintained) return 'maintenance';
  if (severities.includes('critical') || parts.includes('failing')) return 'failing';
  if (severities.includes('warning') || parts.includes('degraded')) return 'degraded';
  if (parts.length === 0 || parts.includes('unknown')) return 'unknown';
  return parts.every((part) => part === 'maintenance') ? 'maintenance' : 'ok';
}
