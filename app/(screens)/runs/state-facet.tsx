'use client';
import { formatCount } from '#app/_ui/format/number.ts';
import { Status } from '#app/_ui/status.tsx';
import { runTone } from '#app/_ui/tone.ts';
import type { Facet } from '#lib/contracts/facet.ts';
import { type RunState, runStates } from '#lib/domain/run.ts';

interface StateFacetProps {
  facet: Facet | undefined;
  chosen: readonly string[];
  choose: (values: string[]) => void;
}

const isState = (word: string): word is RunState => (runStates as readonly string[]).includes(word);

/** Every state that runs here are in, with its count; a click keeps to it. */
export function StateFacet({ facet, chosen, choose }: StateFacetProps) {
  const counts = new Map(facet?.values.map(({ value, count }) => [value, count]));
  const shown = runStates.filter((state) => counts.has(state) || chosen.includes(state));
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would draw its own frame around a row of buttons
    <div role="group" aria-label="State" className="flex min-h-[28px] flex-wrap gap-1.5">
      {shown.filter(isState).map((state) => {
        const isOn = chosen.includes(state);
        return (
          <button
            key={state}
            type="button"
            aria-pressed={isOn}
            className="control flex items-center gap-1.5 aria-pressed:border-ink"
            onClick={() => choose(isOn ? chosen.filter((one) => one !== state) : [...chosen, state])}
          >
            <Status tone={runTone[state]}>{state}</Status>
            <span className="text-xs text-dim">{formatCount(counts.get(state) ?? null)}</span>
          </button>
        );
      })}
    </div>
  );
}
