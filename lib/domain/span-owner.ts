// Which runs a span tells of: those that name it, else those that name the nearest span above it. Pure.
import type { SpanKind } from '#lib/contracts/span-view.ts';

/** A span in a trace, as far as it is needed to climb from it. Keys are trace id and span id, joined. */
export interface ClimbSpan {
  parentKey: string | null;
  kind: SpanKind;
}

/** Run ids by the spans that are their attempts, and by those that enqueued them. */
export interface NamedSpans {
  attempts: ReadonlyMap<string, readonly string[]>;
  creators: ReadonlyMap<string, readonly string[]>;
}

const maxHops = 64;

/**
 * The runs that span `key` tells of. A producer's span tells of the job it made, a consumer's of its own attempt, although it may have
 * enqueued others. Beyond one of either that nobody here names lies a run that was not asked about: there climbing ends.
 */
export function runsOfSpan(key: string, spans: ReadonlyMap<string, ClimbSpan>, named: NamedSpans): readonly string[] {
  let at: string | null = key;
  for (let hop = 0; at !== null && hop < maxHops; hop++) {
    const attempt = named.attempts.get(at);
    if (attempt) return attempt;
    const span = spans.get(at);
    if (span?.kind === 'consumer') return [];
    const made = named.creators.get(at);
    if (made) return made;
    if (!span || span.kind === 'producer') return [];
    at = span.parentKey;
  }
  return [];
}
