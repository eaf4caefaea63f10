'use client';
import { type ReactNode, useId } from 'react';

/** A button with what it opens below it: the browser's own popover, closed by Escape and by a click elsewhere. */
export function Menu({ label, children, width = 240 }: { label: ReactNode; children: ReactNode; width?: number }) {
  const id = `menu-${useId().replaceAll(/[^a-z0-9]/gi, '')}`;
  return (
    <>
      <button type="button" popoverTarget={id} className="control" style={{ anchorName: `--${id}` }}>
        {label} <span className="text-dim">▾</span>
      </button>
      <div
        id={id}
        popover="auto"
        className="panel absolute inset-auto top-[anchor(bottom)] left-[anchor(left)] mt-1 max-h-[60dvh] max-w-[92vw] overflow-y-auto p-1.5 text-sm text-ink [position-try-fallbacks:flip-inline]"
        style={{ positionAnchor: `--${id}`, width }}
      >
        {children}
      </div>
    </>
  );
}
