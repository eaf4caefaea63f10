'use client';
import { type ReactNode, useId } from 'react';
import { anchoredTo, anchorOf } from '#app/_ui/anchor.ts';

interface MenuProps {
  label: ReactNode;
  children: ReactNode;
  /** A class. */
  width?: string;
}

/** A button with what it opens below it: the browser's own popover, closed by Escape and by a click elsewhere. */
export function Menu({ label, children, width = 'w-[240px]' }: MenuProps) {
  const id = `menu-${useId().replaceAll(/[^a-z0-9]/gi, '')}`;
  return (
    <>
      <button type="button" popoverTarget={id} className="control" ref={anchorOf(id)}>
        {label} <span className="text-dim">▾</span>
      </button>
      <div
        id={id}
        popover="auto"
        className={`panel absolute inset-auto top-[anchor(bottom)] left-[anchor(left)] mt-1 max-h-[60dvh] max-w-[92vw] overflow-y-auto p-1.5 text-sm text-ink [position-try-fallbacks:flip-inline] ${width}`}
        ref={anchoredTo(id)}
      >
        {children}
      </div>
    </>
  );
}
