'use client';
// `signalbox/react`: asks by itself while the page is visible. React 18 or later, no other dependency.
import { createElement, type ReactElement, useEffect, useState } from 'react';
import { getHealth, type Health, unknownHealth } from './get-health.ts';
import { JobHealthView, type ViewProps } from './view.ts';

export { getHealth, type Health, type HealthSource } from './get-health.ts';
export { JobHealthView } from './view.ts';

export interface JobHealthProps extends Omit<ViewProps, 'health'> {
  /** Address of the widget with its token, or a signed one. */
  src: string;
  /** Known already, from `getHealth` on the server. */
  initial?: Health;
  /** Seconds between two questions; 30, at least 15. */
  refresh?: number;
}

const shortestSeconds = 15;

export function JobHealth({ src, initial, refresh = 30, ...view }: JobHealthProps): ReactElement {
  const [health, setHealth] = useState<Health>(initial ?? unknownHealth);
  useEffect(() => {
    const stop = new AbortController();
    const ask = async () => {
      if (document.hidden) return;
      const told = await getHealth({ src, signal: stop.signal });
      if (!stop.signal.aborted) setHealth(told);
    };
    void ask();
    const timer = setInterval(ask, Math.max(shortestSeconds, refresh) * 1000);
    document.addEventListener('visibilitychange', ask);
    return () => {
      stop.abort();
      clearInterval(timer);
      document.removeEventListener('visibilitychange', ask);
    };
  }, [src, refresh]);
  return createElement(JobHealthView, { ...view, health });
}
