'use client';
import { useScopedLink } from '#app/_data/scope.ts';
import { formatMs } from '#app/_ui/format/duration.ts';
import { formatMoment } from '#app/_ui/format/moment.ts';
import { Link } from '#app/_ui/link.tsx';
import { useNow } from '#app/_ui/now.tsx';
import { Panel } from '#app/_ui/panel.tsx';
import { useZone } from '#app/_ui/zone.tsx';
import type { Neighbour, RunDetail } from '#lib/contracts/run.ts';
import type { RunState } from '#lib/domain/run.ts';

const looks: Partial<Record<RunState, string>> = { dead: 'bg-bad', retrying: 'bg-warn', succeeded: 'bg-work' };
const heightPx = 44;

/** The runs of the same job around this one, a bar each: how long each worked, and how it ended. */
export function SameJob({ run }: { run: RunDetail }) {
  const link = useScopedLink();
  const { neighbours } = run;
  if (neighbours.length < 2) return null;
  const longest = Math.max(1, ...neighbours.map((one) => one.durationMs ?? 0));
  const dead = neighbours.filter((one) => one.state === 'dead').length;
  const own = neighbours.findIndex((one) => one.id === run.id);
  const step = (by: 1 | -1, label: string) => {
    const other = neighbours[own + by];
    return other ? (
      <Link className="control leading-[26px]" href={link(`/runs/${other.id}`)} rel={by < 0 ? 'prev' : 'next'}>
        {label}
      </Link>
    ) : (
      <span className="control leading-[26px] text-dim">{label}</span>
    );
  };
  return (
    <Panel
      title="Same job"
      note={`${neighbours.length} runs in order of time, by how long they worked; ${dead} dead`}
      actions={
        <span className="flex flex-wrap items-center gap-1.5 text-xs">
          {neighbours[own - 1] && (
            <Link className="link mr-2" href={link('/compare', { a: neighbours[own - 1]?.id, b: run.id })}>
              compare with the one before
            </Link>
          )}
          {step(-1, '[ before')}
          {step(1, 'after ]')}
        </span>
      }
    >
      <ol className="flex items-end gap-px" style={{ height: heightPx }}>
        {neighbours.map((one) => (
          <NeighbourBar
            key={one.id}
            run={one}
            share={(one.durationMs ?? 0) / longest}
            href={link(`/runs/${one.id}`)}
            isOwn={one.id === run.id}
          />
        ))}
      </ol>
    </Panel>
  );
}

function NeighbourBar({ run, share, href, isOwn }: { run: Neighbour; share: number; href: string; isOwn: boolean }) {
  const [zone] = useZone();
  const now = useNow();
  const words = `${run.state}, ${formatMs(run.durationMs)}, ${formatMoment(Date.parse(run.at), zone, now)}`;
  return (
    <li className="h-full max-w-[14px] grow">
      {/* By keyboard one goes run by run, with [ and ]. */}
      <Link
        href={href}
        tabIndex={-1}
        title={words}
        aria-label={words}
        aria-current={isOwn ? 'page' : undefined}
        className={`flex h-full items-end border-b-2 hover:bg-soft ${isOwn ? 'border-ink bg-soft' : 'border-transparent'}`}
      >
        <span
          className={`w-full rounded-t-[1px] ${looks[run.state] ?? 'bg-dim'}`}
          style={{ height: Math.max(2, share * (heightPx - 4)) }}
        />
      </Link>
    </li>
  );
}
