'use client';
import { type FormEvent, type RefObject, useRef, useState } from 'react';
import type { SourceInput } from '#lib/contracts/source.ts';
import type { SourceCost } from '#lib/contracts/source-cost.ts';
import { costOf, usualIntervalMs } from '#lib/watch/cost-of.ts';
import type { SourceKind } from './source-kind.ts';

/**
 * What reading would take with the settings as they stand in the form; null until there are any. A new source is read as often as is usual
 * where its connection leads, until somebody says how often.
 */
export function useCostEstimate(
  kind: SourceKind,
  isNew: boolean,
  form: RefObject<HTMLFormElement | null>,
  read: () => SourceInput,
) {
  const [cost, setCost] = useState<SourceCost | null>(null);
  const isChosen = useRef(!isNew);
  const onInput = ({ target }: FormEvent): void => {
    const seconds = form.current?.elements.namedItem('seconds');
    if (!(seconds instanceof HTMLInputElement)) return;
    if (target === seconds) isChosen.current = true;
    else if (!isChosen.current)
      seconds.value = String(usualIntervalMs(kind.cost, String(read().config.url ?? '')) / 1000);
    const { config, pollMs } = read();
    setCost(pollMs > 0 ? costOf(kind.cost, config, pollMs) : null);
  };
  return { cost, onInput };
}
