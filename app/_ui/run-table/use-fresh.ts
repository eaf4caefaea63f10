'use client';
import { useEffect, useRef } from 'react';

/** Tells which rows were not there at the last look; none at the first. They slide in softly. */
export function useFresh(rows: readonly { id: string }[]): (id: string) => boolean {
  const seen = useRef<ReadonlySet<string> | null>(null);
  const before = seen.current;
  useEffect(() => {
    seen.current = new Set(rows.map((row) => row.id));
  }, [rows]);
  return (id) => before !== null && !before.has(id);
}
