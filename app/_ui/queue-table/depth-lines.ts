// Depth over the window for each queue, out of one grouped answer.
import type { MetricAnswer } from '#lib/contracts/metric.ts';

const keyOf = (source: string | undefined, queue: string | undefined): string => `${source ?? ''}\n${queue ?? ''}`;

/** A look-up from source and queue to the values of its line; without an answer, null: not known. */
export function depthLines(
  answer: MetricAnswer | undefined,
): (source: string, queue: string) => (number | null)[] | null {
  if (!answer) return () => null;
  const lines = new Map(
    answer.series.map((one) => [keyOf(one.labels.source, one.labels.queue), one.points.map(([, value]) => value)]),
  );
  return (source, queue) => lines.get(keyOf(source, queue)) ?? [];
}
