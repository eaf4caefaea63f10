import type { CollectorManifest, Found } from '#lib/collector.ts';

type Capabilities = CollectorManifest['capabilities'];

/** What one source can tell: what its kind can, with what was found of this one. Pure. */
export function capabilitiesWith(capabilities: Capabilities, found: Found): Capabilities {
  const { snapshot, transitions, moments, schedules, workers } = capabilities;
  return {
    ...capabilities,
    snapshot: { ...snapshot, ...found.snapshot },
    transitions: { ...transitions, ...found.transitions },
    schedules: { ...schedules, ...found.schedules },
    workers: { ...workers, ...found.workers },
    ...(moments && { moments: { ...moments, ...found.moments } }),
  };
}
