import { diag } from '@opentelemetry/api';
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  ParentBasedSampler,
  type Sampler,
  TraceIdRatioBasedSampler,
} from '@opentelemetry/sdk-trace';

const roots: Record<string, (ratio: number) => Sampler> = {
  always_on: () => new AlwaysOnSampler(),
  always_off: () => new AlwaysOffSampler(),
  traceidratio: (ratio) => new TraceIdRatioBasedSampler(ratio),
};

/** The sampler that `OTEL_TRACES_SAMPLER` names; one that nobody knows means all. Attempts that are not sampled are not seen at all. */
export function samplerOf(name: string, ratio: number): Sampler {
  const isParentBased = name.startsWith('parentbased_');
  const root = roots[isParentBased ? name.slice('parentbased_'.length) : name];
  if (!root) diag.warn(`OTEL_TRACES_SAMPLER: "${name}" is not known here; everything is sampled.`);
  const sampler = (root ?? roots.always_on)?.(ratio) ?? new AlwaysOnSampler();
  return isParentBased ? new ParentBasedSampler({ root: sampler }) : sampler;
}
