'use client';
// The live stream: one EventSource a page, events mark queries as due, a ticker fetches them, throttled.
import { useQueryClient } from '@tanstack/react-query';
import { createContext, type ReactNode, useContext, useEffect, useMemo, useRef, useState } from 'react';
import { atBase } from './base-path.ts';
import { isDue } from './live-gate.ts';
import type { LiveKind } from './live-kind.ts';

export type LiveState = 'live' | 'paused' | 'held' | 'away';
interface Live {
  state: LiveState;
  /** Pause or go on. */
  toggle: () => void;
  /** A person reads something that must not move (scrolled list, later pages). */
  hold: (isHeld: boolean) => void;
}

const LiveContext = createContext<Live>({ state: 'away', toggle: () => {}, hold: () => {} });
export const useLive = () => useContext(LiveContext);
const kinds: LiveKind[] = ['run', 'queue', 'trust', 'alert'];

export function LiveProvider({ children }: { children: ReactNode }) {
  const client = useQueryClient();
  const [isOpen, setOpen] = useState(false);
  const [isPaused, setPaused] = useState(false);
  const [isHeld, setHeld] = useState(false);
  const heard = useRef(new Map<LiveKind, number>());

  useEffect(() => {
    if (isPaused) return;
    const stream = new EventSource(atBase('/api/v1/stream'));
    stream.onopen = () => setOpen(true);
    stream.onerror = () => setOpen(false);
    for (const kind of kinds) stream.addEventListener(kind, () => heard.current.set(kind, Date.now()));
    return () => {
      stream.close();
      setOpen(false);
    };
  }, [isPaused]);

  useEffect(() => {
    if (isPaused || isHeld) return;
    const timer = setInterval(() => {
      if (document.hidden) return;
      const now = Date.now();
      void client.invalidateQueries({
        predicate: (query) =>
          query.isActive() &&
          isDue(
            {
              meta: query.meta,
              updatedAtMs: Math.max(query.state.dataUpdatedAt, query.state.errorUpdatedAt),
              data: query.state.data,
              isFetching: query.state.fetchStatus !== 'idle',
            },
            heard.current,
            now,
          ),
      });
    }, 1_000);
    return () => clearInterval(timer);
  }, [client, isPaused, isHeld]);

  const live = useMemo<Live>(() => {
    const state: LiveState = isPaused ? 'paused' : isHeld ? 'held' : isOpen ? 'live' : 'away';
    return { state, toggle: () => setPaused((was) => !was), hold: setHeld };
  }, [isOpen, isPaused, isHeld]);
  return <LiveContext value={live}>{children}</LiveContext>;
}
