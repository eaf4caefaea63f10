// Which capability cards there are: one for each kind that is watched, more where sources of a kind can tell different things. Pure.
import type { CollectorManifest } from '#lib/collector.ts';
import type { SourceView } from '#lib/contracts/source.ts';
import type { SourceKind } from './source-kind.ts';

export interface CapabilityGroup {
  kind: SourceKind;
  capabilities: CollectorManifest['capabilities'];
  /** Names of the sources that can tell this; none = a kind that is not watched. */
  sources: string[];
  /** Who bills their reading; null = nobody, as far as their connections tell. */
  vendor: string | null;
  /** How often they are read, where moments are known no better than that; null = where it does not matter. */
  withinMs: number | null;
}

type Watched = Pick<SourceView, 'name' | 'kind' | 'capabilities' | 'cost' | 'pollMs'>;

/** Watched ones first, in the order of `kinds`. */
export function capabilityGroups(kinds: readonly SourceKind[], sources: readonly Watched[]): CapabilityGroup[] {
  const groups = kinds.flatMap((kind) =>
    groupsOf(
      kind,
      sources.filter((source) => source.kind === kind.kind),
    ),
  );
  const unwatched = kinds.filter(({ kind }) => !sources.some((source) => source.kind === kind));
  return [
    ...groups,
    ...unwatched.map((kind) => ({ kind, capabilities: kind.capabilities, sources: [], vendor: null, withinMs: null })),
  ];
}

function groupsOf(kind: SourceKind, sources: readonly Watched[]): CapabilityGroup[] {
  const groups = new Map<string, CapabilityGroup>();
  for (const source of sources) {
    const capabilities = (source.capabilities ?? kind.capabilities) as CollectorManifest['capabilities'];
    const withinMs = Object.values(capabilities.moments ?? {}).includes('inferred') ? source.pollMs : null;
    const vendor = source.cost?.vendor ?? null;
    const key = JSON.stringify([capabilities, vendor, withinMs]);
    const group = groups.get(key) ?? { kind, capabilities, sources: [], vendor, withinMs };
    group.sources.push(source.name);
    groups.set(key, group);
  }
  return [...groups.values()];
}
