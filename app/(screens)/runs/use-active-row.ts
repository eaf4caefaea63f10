'use client';
import { useState } from 'react';
import { useKeys } from '#app/_ui/keys/use-keys.ts';

interface ActiveRow {
  /** -1 = none. */
  active: number;
  preview: string | null;
  setPreview: (id: string | null) => void;
}

/** `j` and `k` walk through the rows, `p` looks at one beside the list; `Enter` follows the link that has the focus. */
export function useActiveRow(
  rows: readonly { id: string }[],
  { preview, setPreview }: Omit<ActiveRow, 'active'>,
): ActiveRow & { release: () => void } {
  const [active, setActive] = useState(-1);
  const go = (to: number) => {
    const index = Math.max(0, Math.min(rows.length - 1, to));
    const row = rows[index];
    if (!row) return;
    setActive(index);
    if (preview) setPreview(row.id);
  };
  useKeys({
    j: () => go(active + 1),
    k: () => go(active - 1),
    p: () => {
      const row = rows[Math.max(0, active)];
      if (!row) return;
      setActive(Math.max(0, active));
      setPreview(preview === row.id ? null : row.id);
    },
    ...(preview || active >= 0
      ? {
          Escape: () => {
            if (preview) setPreview(null);
            else setActive(-1);
          },
        }
      : {}),
  });
  return { active, preview, setPreview, release: () => setActive(-1) };
}
