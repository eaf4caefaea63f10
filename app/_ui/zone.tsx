'use client';
import { createContext, type ReactNode, useContext, useMemo, useState } from 'react';
import { writeCookie } from './cookie.ts';
import type { Zone } from './format/moment.ts';

const ZoneContext = createContext<[Zone, (zone: Zone) => void]>(['utc', () => {}]);

/** The zone in which moments are told, and its setter. */
export const useZone = () => useContext(ZoneContext);

export function ZoneProvider({ initial, children }: { initial: Zone; children: ReactNode }) {
  const [zone, setZone] = useState(initial);
  const value = useMemo<[Zone, (zone: Zone) => void]>(
    () => [
      zone,
      (next) => {
        setZone(next);
        writeCookie('sbx_zone', next);
      },
    ],
    [zone],
  );
  return <ZoneContext value={value}>{children}</ZoneContext>;
}
