'use client';
import { useRouter } from 'next/navigation';
import { useScopedLink } from '#app/_data/scope.ts';
import { useKeys } from '#app/_ui/keys/use-keys.ts';
import type { RunDetail } from '#lib/contracts/run.ts';

/** `[` and `]`: the run of this job before and after; `p`: its parent; `c`: its journey. */
export function RunKeys({ run }: { run: RunDetail }) {
  const router = useRouter();
  const link = useScopedLink();
  const own = run.neighbours.findIndex((one) => one.id === run.id);
  const go = (path: string | null | undefined) => path && router.push(link(path));
  const beside = (by: 1 | -1) => {
    const other = own < 0 ? undefined : run.neighbours[own + by];
    go(other && `/runs/${other.id}`);
  };
  useKeys({
    '[': () => beside(-1),
    ']': () => beside(1),
    p: () => go(run.parentRunId && `/runs/${run.parentRunId}`),
    c: () => go(run.correlationId && `/c/${encodeURIComponent(run.correlationId)}`),
  });
  return null;
}
