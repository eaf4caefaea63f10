'use client';
import { useEffect, useRef, useState } from 'react';

/** Said at most so often, so that nobody who listens is talked over. */
const everyMs = 5_000;

/** How many runs came in at the top, as a sentence for those who cannot see it. Empty at first. */
export function useNewRuns(runs: readonly { id: string }[]): string {
  const [said, setSaid] = useState('');
  const ids = useRef<readonly string[]>([]);
  const known = useRef<ReadonlySet<string> | null>(null);
  useEffect(() => {
    ids.current = runs.map((run) => run.id);
    known.current ??= new Set(ids.current);
  }, [runs]);
  useEffect(() => {
    const timer = setInterval(() => {
      const before = known.current;
      if (!before) return;
      const fresh = ids.current.filter((id) => !before.has(id)).length;
      known.current = new Set(ids.current);
      if (fresh > 0) setSaid(`${fresh} new ${fresh === 1 ? 'run' : 'runs'}`);
    }, everyMs);
    return () => clearInterval(timer);
  }, []);
  return said;
}
