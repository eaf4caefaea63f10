// Schedules that spans name with their expression: timers of functions. Pure.
import type { SpanRow } from '#lib/ingest/span-row.ts';
import { readExpression } from '#lib/schedules/read-expression.ts';
import { textOf } from '../dialects/attribute.ts';
import { isTimer, timerNameOf } from '../dialects/faas-timer/to-evidence.ts';
import type { ToldSchedule } from './worker-news.ts';

/** One for each timer that says when it is due. */
export function spanSchedules(spans: readonly SpanRow[]): ToldSchedule[] {
  const told = new Map<string, ToldSchedule>();
  for (const span of spans) {
    const expression = textOf(span.attributes, 'faas.cron');
    if (expression === undefined || !isTimer(span)) continue;
    const read = readExpression(expression);
    if (!read) continue;
    const name = timerNameOf(span);
    const { environment, service: source } = span.resource;
    const fact = {
      name,
      queue: name,
      job: name,
      expression: read.cron,
      everyMs: read.everyMs,
      timeZone: null,
      nextDueAt: null,
    };
    told.set(`${environment}\0${name}`, { environment, source, system: 'faas', fact });
  }
  return [...told.values()];
}
