'use client';
import { createContext, type ReactNode, useContext, useEffect, useState } from 'react';

const NowContext = createContext(0);

/** Ms since the epoch, once every five seconds the same for the whole page. */
export const useNow = () => useContext(NowContext);

export function NowProvider({ startMs, children }: { startMs: number; children: ReactNode }) {
  const [now, setNow] = useState(startMs);
  useEffect(() => {
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), 5_000);
    return () => clearInterval(timer);
  }, []);
  return <NowContext value={now}>{children}</NowContext>;
}
