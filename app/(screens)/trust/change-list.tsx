'use client';
import { Command } from '#app/_ui/empty.tsx';
import { Mark } from '#app/_ui/status.tsx';
import type { Tone } from '#app/_ui/tone.ts';
import { ChangeSender } from './change-sender.tsx';
import type { Change, ChangeGroup } from './changes.ts';

const toneOf: Record<Change['tone'], Tone> = { bad: 'bad', warn: 'warn', info: 'idle' };
const wordOf: Record<Change['tone'], string> = { bad: 'lost', warn: 'unclear', info: 'could be better' };

/** What somebody should change: what is the matter with whom, since when, one to look at, and once for all of them what to do. */
export function ChangeList({ groups }: { groups: readonly ChangeGroup[] }) {
  return (
    <ul>
      {groups.map((group) => (
        <li key={group.key} className="border-t border-line px-3.5 py-2 first:border-t-0">
          <Group group={group} />
        </li>
      ))}
    </ul>
  );
}

function Group({ group: { tone, fix, snippet, changes } }: { group: ChangeGroup }) {
  return (
    <div className="grid grid-cols-[8px_minmax(0,1fr)] gap-x-2.5">
      <span className="mt-1.5 flex h-2" title={wordOf[tone]}>
        <Mark tone={toneOf[tone]} />
        <span className="sr-only">{wordOf[tone]}: </span>
      </span>
      <div className="min-w-0">
        <ul className="grid gap-y-1.5">
          {changes.map((change) => (
            <li key={change.key} className="grid gap-x-4 lg:grid-cols-[minmax(0,1fr)_460px]">
              <div className="min-w-0">
                <p className="[overflow-wrap:anywhere]">{change.text}</p>
                {change.sample && <p className="mono text-dim [overflow-wrap:anywhere]">{change.sample}</p>}
              </div>
              <ChangeSender change={change} />
            </li>
          ))}
        </ul>
        {fix && <p className="mt-0.5 max-w-[100ch] text-dim [overflow-wrap:anywhere]">{fix}</p>}
        {snippet && (
          <details className="text-xs">
            <summary className="mt-0.5 w-fit text-dim hover:text-ink">Show how</summary>
            <Command text={snippet} />
          </details>
        )}
      </div>
    </div>
  );
}
