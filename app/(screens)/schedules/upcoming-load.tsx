'use client';
// How much is due in the next 24 hours, and what is due at one moment: where load can be spread.
import { useQuery } from '@tanstack/react-query';
import { upcomingOptions } from '#app/_data/schedule.ts';
import { useScopedLink } from '#app/_data/scope.ts';
import { Answered } from '#app/_ui/answered.tsx';
import { formatTick } from '#app/_ui/format/moment.ts';
import { Link } from '#app/_ui/link.tsx';
import { Panel } from '#app/_ui/panel.tsx';
import { Moment } from '#app/_ui/value.tsx';
import { useZone } from '#app/_ui/zone.tsx';
import type { ScheduleUpcoming } from '#lib/contracts/schedule.ts';

const shownCollisions = 6;

export function UpcomingLoad({ environment }: { environment: string }) {
  const upcoming = useQuery(upcomingOptions({ environment }));
  return (
    <Panel title="Coming in the next 24 hours" note="due times a quarter of an hour">
      <Answered query={upcoming} what="what is due" loading={<span className="skeleton block h-[120px]" />}>
        {(data) =>
          data.buckets.some(({ due }) => due > 0) ? (
            <>
              <LoadBars {...data} />
              <Collisions collisions={data.collisions} />
            </>
          ) : (
            <p className="text-dim">Nothing is due: no schedule is known that runs in this time.</p>
          )
        }
      </Answered>
    </Panel>
  );
}

function LoadBars({ buckets, stepMs }: ScheduleUpcoming) {
  const [zone] = useZone();
  const most = Math.max(1, ...buckets.map(({ due }) => due));
  const tick = (at: string) => formatTick(Date.parse(at), stepMs, zone);
  const labels = buckets.filter((_, index) => index % Math.ceil(buckets.length / 6) === 0);
  return (
    <figure>
      <ol aria-label="Due times in each quarter of an hour" className="flex h-16 items-end gap-px border-b border-line">
        {buckets.map(({ from, due }) => (
          <li key={from} title={`${tick(from)}: ${due} due`} className="flex h-full grow items-end hover:bg-soft">
            <span className="sr-only">{`${tick(from)}: ${due}`}</span>
            <span
              aria-hidden="true"
              className="block w-full bg-accent/60"
              style={{ height: `${(due / most) * 100}%` }}
            />
          </li>
        ))}
      </ol>
      <figcaption className="mt-1 flex justify-between gap-2 whitespace-nowrap text-2xs text-dim">
        {labels.map(({ from }, index) => (
          <span key={from} className={index % 2 === 1 ? 'max-sm:hidden' : undefined}>
            {tick(from)}
          </span>
        ))}
        <span>at most {most} due</span>
      </figcaption>
    </figure>
  );
}

export function Collisions({ collisions }: Pick<ScheduleUpcoming, 'collisions'>) {
  const link = useScopedLink();
  if (collisions.length === 0)
    return <p className="mt-3 text-xs text-dim">No two schedules are due at the same moment.</p>;
  return (
    <ul className="mt-3 grid gap-1 text-xs">
      {collisions.slice(0, shownCollisions).map(({ at, schedules }) => (
        <li key={at} className="flex flex-wrap gap-x-2">
          <span className="text-dim">
            <Moment at={at} /> · {schedules.length} at once:
          </span>
          {schedules.slice(0, 8).map(({ id, name }) => (
            <Link key={id} className="link" href={link(`/schedules/${id}`)}>
              {name}
            </Link>
          ))}
        </li>
      ))}
    </ul>
  );
}
