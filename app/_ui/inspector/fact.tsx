import type { ReactNode } from 'react';

/** A label with what it says below. */
export function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="mt-2.5 min-w-0">
      <h3 className="text-xs text-dim">{label}</h3>
      <div className="min-w-0 break-words">{children}</div>
    </div>
  );
}
