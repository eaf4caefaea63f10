'use client';
import { useQuery } from '@tanstack/react-query';
import { runOptions } from '#app/_data/run.ts';
import { useScopedLink } from '#app/_data/scope.ts';
import { Answered } from '#app/_ui/answered.tsx';
import { RunFacts } from '#app/_ui/inspector/run-facts.tsx';
import { Link } from '#app/_ui/link.tsx';
import { TableSkeleton } from '#app/_ui/table-skeleton.tsx';

/** One run beside the list. */
export function Preview({ id, close }: { id: string; close: () => void }) {
  const link = useScopedLink();
  const run = useQuery(runOptions(id));
  return (
    <aside
      aria-label="Preview of a run"
      className="panel w-full shrink-0 overflow-y-auto px-3.5 py-3 lg:sticky lg:top-[65px] lg:max-h-[calc(100dvh-81px)] lg:w-[330px]"
    >
      <div className="mb-2 flex items-center justify-between gap-2 text-xs">
        <Link className="link" href={link(`/runs/${id}`)}>
          Open this run
        </Link>
        <button type="button" className="control px-2" aria-label="Close the preview" onClick={close}>
          <span aria-hidden="true">×</span>
        </button>
      </div>
      <Answered query={run} what="this run" loading={<TableSkeleton rows={8} />}>
        {(one) => <RunFacts run={one} transitions={one.transitions} logs={one.logs} />}
      </Answered>
    </aside>
  );
}
