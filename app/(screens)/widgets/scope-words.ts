import type { WidgetScope } from '#lib/contracts/widget.ts';

export const scopeNames = ['environment', 'source', 'queue', 'job', 'schedule', 'correlationId'] as const;
export const scopeLabels: Record<(typeof scopeNames)[number], string> = {
  environment: 'Environment',
  source: 'Source',
  queue: 'Queue',
  job: 'Job',
  schedule: 'Schedule',
  correlationId: 'Correlation ID',
};

/** A scope in a line: `queue email · environment production`. */
export const scopeText = (scope: WidgetScope): string =>
  scopeNames
    .filter((name) => scope[name] !== undefined)
    .reverse()
    .map((name) => `${scopeLabels[name].toLowerCase()} ${scope[name]}`)
    .join(' · ');
