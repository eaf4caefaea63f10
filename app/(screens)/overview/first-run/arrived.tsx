'use client';
import { useInfiniteQuery } from '@tanstack/react-query';
import { runsOptions } from '#app/_data/run.ts';
import { Link } from '#app/_ui/link.tsx';
import { Panel } from '#app/_ui/panel.tsx';
import { Status } from '#app/_ui/status.tsx';

/** Said once, to who waited for it. */
export function Arrived() {
  const { data } = useInfiniteQuery(runsOptions({ from: 'now-30d' }, '-enqueuedAt', 1));
  const run = data?.pages[0]?.items[0];
  return (
    <Panel>
      <p role="status">
        <Status tone="ok">The first run is here.</Status>{' '}
        {run && (
          <Link className="link" href={`/runs/${run.id}`}>
            {run.job ?? run.queue}
          </Link>
        )}
      </p>
    </Panel>
  );
}
