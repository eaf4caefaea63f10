'use client';
import { useScopedLink } from '#app/_data/scope.ts';
import { formatCount } from '#app/_ui/format/number.ts';
import { Link } from '#app/_ui/link.tsx';
import type { ErrorGroup, RecentKey } from '#lib/contracts/error-group.ts';

/** In the contract's words and ours; each opens as many runs. */
export const recentStretches: readonly { key: RecentKey; label: string; from: string }[] = [
  { key: 'h1', label: '1 h', from: 'now-1h' },
  { key: 'h3', label: '3 h', from: 'now-3h' },
  { key: 'h24', label: '24 h', from: 'now-24h' },
  { key: 'd3', label: '3 d', from: 'now-3d' },
  { key: 'd7', label: '7 d', from: 'now-7d' },
];

/** Counting stops at 10,000 runs of a group (lib/contracts/error-group.ts). */
export const recentText = (n: number): string => (n >= 10_000 ? '10,000+' : formatCount(n));

/** The runs of a group in the last 1 h … 7 d. */
export function RecentCells({ group }: { group: ErrorGroup }) {
  const link = useScopedLink();
  return recentStretches.map(({ key, from }) => {
    const n = group.recent[key];
    return (
      <td key={key} className={n === 0 ? 'text-dim' : ''}>
        <Link href={link('/runs', { errorGroup: group.fingerprint, by: 'active', from, to: undefined })}>
          {recentText(n)}
        </Link>
      </td>
    );
  });
}
