'use client';
import { Panel } from '#app/_ui/panel.tsx';
import { Mark } from '#app/_ui/status.tsx';
import type { SourceView } from '#lib/contracts/source.ts';
import { capabilityGroups } from './capability-groups.ts';
import { capabilitiesOf } from './capability-words.ts';
import { unitWords } from './cost-words.ts';
import type { SourceKind } from './source-kind.ts';

interface CapabilityCardsProps {
  kinds: readonly SourceKind[];
  sources: readonly SourceView[];
}

/** What each source can tell and how surely, by what was found of it; then what else could be watched. */
export function CapabilityCards({ kinds, sources }: CapabilityCardsProps) {
  return (
    <section aria-label="What each backend can tell" className="grid gap-3.5 md:grid-cols-2 lg:grid-cols-3">
      {capabilityGroups(kinds, sources).map(({ kind, capabilities, sources: names, vendor, withinMs }) => (
        <Panel key={`${kind.kind} ${names[0] ?? ''}`} title={kind.title} note={names.join(', ') || kind.versions}>
          <dl className="grid grid-cols-[max-content_minmax(0,1fr)] gap-x-4 gap-y-0.5">
            {capabilitiesOf(capabilities, withinMs).map(({ name, tone, text }) => (
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
              {unitWords(kind.cost.unit)}, {billedWords(kind.cost, names.length > 0, vendor)}
            </dd>
          </dl>
        </Panel>
      ))}
    </section>
  );
}

function billedWords({ isBilled, billedAt }: SourceKind['cost'], isWatched: boolean, vendor: string | null): string {
  if (isBilled) return 'each billed';
  if (vendor) return `each billed by ${vendor}`;
  return billedAt && !isWatched ? `free, but at ${billedAt.vendor}` : 'free';
}
