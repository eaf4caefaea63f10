'use client';
import type { Query } from '#app/_data/query-string.ts';
import { useScopedLink } from '#app/_data/scope.ts';
import { formatCount } from '#app/_ui/format/number.ts';
import { Link } from '#app/_ui/link.tsx';
import { Panel } from '#app/_ui/panel.tsx';
import { Status } from '#app/_ui/status.tsx';
import { runTone } from '#app/_ui/tone.ts';
import { Age } from '#app/_ui/value.tsx';
import type { QueueView } from '#lib/contracts/queue.ts';

const parts = ['queued', 'running', 'scheduled', 'retrying', 'blocked', 'dead'] as const;
const colours: Record<(typeof parts)[number], string> = {
  queued: 'hatch',
  running: 'bg-work',
  scheduled: 'dots',
  retrying: 'bg-warn',
  blocked: 'bg-soft',
  dead: 'bg-bad',
};

/** As wide as its share. By script and not as a style attribute, since the page brings this from the server. */
const wide =
  (depth: number) =>
  (part: HTMLElement | null): void =>
    part?.style.setProperty('flex-grow', String(depth));

/** What lies in the queue now, by state; each part opens its runs. */
export function Composition({ queue, filter }: { queue: QueueView; filter: Query }) {
  const link = useScopedLink();
  return (
    <Panel
      title="In the queue now"
      note={
        <>
          {queue.fidelity.depth}, read <Age at={queue.updatedAt} />
        </>
      }
    >
      <div className="mb-2 flex h-3 overflow-hidden rounded-[3px] border border-line" aria-hidden="true">
        {parts.map((part) => {
          const depth = queue.depth[part] ?? 0;
          return depth > 0 ? <span key={part} className={`basis-0 ${colours[part]}`} ref={wide(depth)} /> : null;
        })}
      </div>
      <ul className="flex flex-wrap gap-x-7 gap-y-1">
        {parts.map((part) => (
          <li key={part}>
            <Link href={link('/runs', { ...filter, state: part })} className="inline-flex items-baseline gap-2">
              <Status tone={queue.depth[part] ? runTone[part] : 'idle'}>{part}</Status>
              <strong className={`font-[550] ${queue.depth[part] === null ? 'text-dim' : ''}`}>
                {formatCount(queue.depth[part])}
              </strong>
            </Link>
          </li>
        ))}
        <li className="inline-flex items-baseline gap-2 text-dim">
          workers <strong className="font-[550] text-ink">{formatCount(queue.workers)}</strong>
        </li>
      </ul>
    </Panel>
  );
}
