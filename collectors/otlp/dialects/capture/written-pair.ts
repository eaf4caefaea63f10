// The two spans that most written fixtures are made of: one publishes, one works.
import type { Values, WrittenSpan } from './written.ts';

/** By a web service, in a trace of its own. */
export const publishing = (name: string, attributes: Values, over: Partial<WrittenSpan> = {}): WrittenSpan => ({
  trace: 'web',
  span: 'publish',
  name,
  kind: 'producer',
  at: 0,
  lasts: 3,
  service: 'web',
  attributes,
  ...over,
});

/** By a worker, `at` milliseconds after the scenario's begin: a root that links back to `publishing`, unless `over` says otherwise. */
export const working = (
  name: string,
  at: number,
  attributes: Values,
  over: Partial<WrittenSpan> = {},
): WrittenSpan => ({
  trace: `work ${at}`,
  span: `work ${at}`,
  links: [{ trace: 'web', span: 'publish' }],
  name,
  kind: 'consumer',
  at,
  lasts: 25,
  attributes,
  ...over,
});
