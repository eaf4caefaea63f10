'use client';
// What stands below the list: whether there is more, and how far a search has read.
import { formatCount } from '#app/_ui/format/number.ts';
import { Moment } from '#app/_ui/value.tsx';
import type { RunList } from '#lib/contracts/run.ts';

interface SearchEndProps {
  pages: readonly RunList[];
  hasMore: boolean;
  isReading: boolean;
  error: Error | null;
  more: () => void;
}

export function SearchEnd({ pages, hasMore, isReading, error, more }: SearchEndProps) {
  const cut = pages.at(-1)?.cut ?? null;
  const read = pages.reduce((sum, page) => sum + (page.cut?.readRuns ?? 0), 0);
  const isLarge = pages.some((page) => page.cut?.why === 'large-traces');
  if (!hasMore && !isLarge) return null;
  return (
    <div className="flex flex-wrap items-center gap-3 px-3.5 py-2" role="status">
      {cut && (
        <p className="text-warn">
          Cut: {formatCount(read)} runs were looked into, back to <Moment at={cut.backTo} />.
        </p>
      )}
      {isLarge && <p className="text-warn">Some have traces too large to be read whole: they may have it unseen.</p>}
      {error && <p className="text-bad">{error.message}</p>}
      {hasMore && (
        <button type="button" className="control" disabled={isReading} onClick={more}>
          {isReading ? 'Reading…' : cut ? 'Search further back' : 'Show more'}
        </button>
      )}
    </div>
  );
}
