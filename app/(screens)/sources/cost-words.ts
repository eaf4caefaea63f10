// What reading takes, in a sentence: pure.
import { formatCount } from '#app/_ui/format/number.ts';
import type { SourceCost } from '#lib/contracts/source-cost.ts';

const many: Readonly<Record<string, string>> = { command: 'commands', query: 'queries', request: 'requests' };

/** What a read is counted in. */
export const unitWords = (unit: string): string => many[unit] ?? `${unit}s`;

/** Numbers are at most: reading rests when it costs the backend much. */
export function costSentence({
  unit,
  isBilled,
  vendor,
  readsPerMinute,
  perRead,
  perMinute,
  perMonth,
}: SourceCost): string {
  const billed = isBilled ? `each ${unit} is billed${vendor ? ` by ${vendor}` : ''}` : null;
  const often = readsPerMinute < 10 ? String(Number(readsPerMinute.toFixed(1))) : formatCount(readsPerMinute);
  const reads = `${often} ${often === '1' ? 'read' : 'reads'} a minute`;
  const counted =
    perRead === null || perMinute === null || perMonth === null
      ? null
      : `${formatCount(perRead)} ${unitWords(unit)} each: ${formatCount(perMinute)} a minute, ${formatCount(perMonth)} a month`;
  return [[reads, counted].filter((part) => part !== null).join(', '), billed]
    .filter((part) => part !== null)
    .join('; ');
}
