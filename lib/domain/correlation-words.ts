// How a correlation ID is known, for people: the ranks of `RunFacts.correlation`, best first. Pure.

const words: readonly string[] = [
  'set on purpose, as an attribute',
  'carried in baggage',
  'the message’s conversation id',
  'a header of the request that led here',
  'the id of the workflow or run it belongs to',
  'the trace it came from: no ID was set',
  'its own id: no ID was set',
];

/** `via`: the attribute it was read from. "rank 2 of 7: carried in baggage (baggage.correlation.id)" */
export function correlationWords({ rank, via }: { rank: number; via?: string }): string {
  const how = words[rank - 1] ?? 'not known how';
  return `rank ${rank} of ${words.length}: ${how}${via && via !== 'trace' ? ` (${via})` : ''}`;
}
