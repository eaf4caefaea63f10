'use client';
import { useScope } from '#app/_data/scope.ts';
import { Status } from '#app/_ui/status.tsx';
import { healthTone } from '#app/_ui/tone.ts';
import type { QueueView } from '#lib/contracts/queue.ts';
import { environmentLines } from './environments.ts';

/** How each environment stands; a click looks at it alone. Its place is kept while the queues are not known. */
export function EnvironmentStrip({ queues }: { queues: readonly QueueView[] | undefined }) {
  const [, setScope] = useScope();
  return (
    <ul aria-label="Environments, those in trouble first" className="panel flex flex-wrap gap-x-6 gap-y-1 px-3.5 py-2">
      {!queues && <li className="skeleton my-0.5 h-4 w-64" />}
      {environmentLines(queues ?? []).map((line) => (
        <li key={line.name} className="flex items-baseline gap-2">
          <button
            type="button"
            className="font-[550] hover:text-accent"
            title={line.reason}
            onClick={() => setScope({ environment: line.name })}
          >
            <Status tone={healthTone[line.worst]}>{line.name}</Status>
          </button>
          <span className="text-xs text-dim">
            {line.inTrouble > 0
              ? `${line.worst} · ${line.inTrouble} of ${line.queues} queues`
              : `${line.worst} · ${line.queues} queues`}
          </span>
        </li>
      ))}
    </ul>
  );
}
