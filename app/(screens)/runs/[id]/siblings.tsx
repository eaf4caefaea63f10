'use client';
import { useScopedLink } from '#app/_data/scope.ts';
import { Link } from '#app/_ui/link.tsx';
import { Panel } from '#app/_ui/panel.tsx';
import { RunTable } from '#app/_ui/run-table/run-table.tsx';
import type { RunDetail } from '#lib/contracts/run.ts';

/** Other runs of the same journey. */
export function Siblings({ run }: { run: RunDetail }) {
  const link = useScopedLink();
  if (run.siblings.length === 0) return null;
  return (
    <Panel
      isFlush
      title="Same journey"
      note={run.correlationId}
      actions={
        run.correlationId && (
          <Link className="link text-xs" href={link(`/c/${encodeURIComponent(run.correlationId)}`)}>
            all on one axis
          </Link>
        )
      }
    >
      <RunTable runs={run.siblings} caption="Other runs of the same journey" />
    </Panel>
  );
}
