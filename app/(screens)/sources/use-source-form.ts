'use client';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { ApiError } from '#app/_data/fetch-json.ts';
import { addSource, changeSource, probeSource, removeSource } from '#app/_data/source.ts';
import type { SourceInput, SourceView } from '#lib/contracts/source.ts';
import type { ProbeView } from '#lib/contracts/source-probe.ts';

type Doing = 'trying' | 'saving' | null;

/** What the form of a source can do, and what came of it. `source` null = a new one. */
export function useSourceForm(source: SourceView | null, onDone: () => void) {
  const queries = useQueryClient();
  const [doing, setDoing] = useState<Doing>(null);
  const [probe, setProbe] = useState<ProbeView | null>(null);
  const [fault, setFault] = useState<ApiError | null>(null);

  const attempt = async (what: Doing, work: () => Promise<unknown>): Promise<void> => {
    setDoing(what);
    setFault(null);
    try {
      await work();
    } catch (error) {
      setFault(error instanceof ApiError ? error : new ApiError(0, 'internal', String(error)));
    }
    setDoing(null);
  };
  const finish = async (): Promise<void> => {
    await queries.invalidateQueries({ queryKey: ['sources'] });
    onDone();
  };
  return {
    doing,
    probe,
    fault,
    tryOut: (input: SourceInput) =>
      attempt('trying', async () => {
        setProbe(null);
        setProbe(await probeSource({ ...input, name: input.name || 'probe', id: source?.id ?? null }));
      }),
    save: (input: SourceInput) =>
      attempt('saving', async () => {
        const { kind: _, enabled: __, act: ___, ...change } = input;
        await (source ? changeSource(source.id, change) : addSource(input));
        await finish();
      }),
    pause: (isPaused: boolean) =>
      attempt('saving', async () => {
        if (source) await changeSource(source.id, { enabled: !isPaused });
        await finish();
      }),
    remove: () =>
      attempt('saving', async () => {
        if (source) await removeSource(source.id);
        await finish();
      }),
  };
}
