'use client';
import { useState } from 'react';
import { useKeys } from '#app/_ui/keys/use-keys.ts';

interface Previewed {
  /** Id of the run that is looked at beside the list. */
  preview: string | null;
  setPreview: (id: string | null) => void;
}

/** `j` and `k` walk through the rows, `p` looks at one beside the list; `Enter` follows the link that has the focus. -1 = none. */
export function useActiveRow(rows: readonly { id: string }[], { preview, setPreview }: Previewed) {
  // by its id: new rows may come in above it
  const [activeId, setActiveId] = useState<string | null>(null);
  const active = activeId === null ? -1 : rows.findIndex((row) => row.id === activeId);
  const go = (to: number) => {
    const row = rows[Math.max(0, Math.min(rows.length - 1, to))];
    if (!row) return;
    setActiveId(row.id);
    if (preview) setPreview(row.id);
  };
  const look = () => {
    const row = rows[Math.max(0, active)];
    if (!row) return;
    setActiveId(row.id);
    setPreview(preview === row.id ? null : row.id);
  };
  const leave = () => (preview ? setPreview(null) : setActiveId(null));
  useKeys({
    j: () => go(active + 1),
    k: () => go(active - 1),
    p: look,
    ...(preview || active >= 0 ? { Escape: leave } : {}),
  });
  return { active, release: () => setActiveId(null) };
}
