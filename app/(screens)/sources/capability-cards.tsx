'use client';
import { Panel } from '#app/_ui/panel.tsx';
import { Mark } from '#app/_ui/status.tsx';
import { capabilitiesOf } from './capability-words.ts';
import { unitWords } from './cost-words.ts';
import type { SourceKind } from './source-kind.ts';

/** What each kind of backend can tell and how surely: those that are watched first. */
export function CapabilityCards({ kinds, watched }: { kinds: readonly SourceKind[]; watched: ReadonlySet<string> }) {
  const sorted = [...kinds].sort((a, b) => Number(watched.has(b.kind)) - Number(watched.has(a.kind)));
  return (
    <section aria-label="What each backend can tell" className="grid gap-3.5 md:grid-cols-2 lg:grid-cols-3">
      {sorted.map(({ kind, title, versions, cost, capabilities }) => (
        <Panel key={kind} title={title} note={watched.has(kind) ? `watched · ${versions}` : versions}>
          <dl className="grid grid-cols-[max-content_minmax(0,1fr)] gap-x-4 gap-y-0.5">
            {capabilitiesOf(capabilities).map(({ name, tone, text }) => (
              <div key={name} className="contents">
                <dt className="text-dim">{name}</dt>
                <dd className={`flex min-w-0 items-center gap-1.5 ${tone === 'unknown' ? 'text-dim' : ''}`}>
                  <Mark tone={tone} />
                  {text}
                </dd>
              </div>
            ))}
            <dt className="text-dim">Cost</dt>
            <dd>
              {unitWords(cost.unit)}, {billedWords(cost)}
            </dd>
          </dl>
        </Panel>
      ))}
    </section>
  );
}

function billedWords({ isBilled, billedAt }: SourceKind['cost']): string {
  if (isBilled) return 'each billed';
  return billedAt ? `free, each billed by ${billedAt.vendor}` : 'free';
}
