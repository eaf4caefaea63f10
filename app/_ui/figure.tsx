// A strip of figures: label, number with its unit, and the difference to the period before.
import type { ReactNode } from 'react';
import type { Difference } from './format/difference.ts';

const tones = { bad: 'text-bad', good: 'text-ok', plain: 'text-dim' } as const;

export function Figures({ label, children }: { label: string; children: ReactNode }) {
  return (
    <section
      aria-label={label}
      className="panel grid grid-cols-2 overflow-hidden md:grid-cols-3 lg:grid-cols-[repeat(auto-fit,minmax(150px,1fr))]"
    >
      {children}
    </section>
  );
}

interface FigureProps {
  label: string;
  /** `undefined` = still loading: the place is kept. */
  value: ReactNode | undefined;
  /** The exact value, on hover. */
  exact?: string;
  difference?: Difference | null;
  note?: ReactNode;
  /** Words are set smaller than numbers. */
  isWord?: boolean;
}

export function Figure({ label, value, exact, difference, note, isWord = false }: FigureProps) {
  return (
    <div className="-mb-px min-w-0 border-r border-b border-line px-3.5 lg:last:border-r-0 pt-2.5 pb-2">
      <div className="text-2xs text-dim">{label}</div>
      <div className="flex min-h-7 flex-wrap items-baseline gap-x-1.5">
        {value === undefined ? (
          <span className="skeleton my-1 h-5 w-20" />
        ) : (
          <strong
            title={exact}
            className={`min-w-0 truncate leading-7 font-semibold tracking-[-0.01em] ${isWord ? 'text-[15px]' : 'text-[20px]'}`}
          >
            {value}
          </strong>
        )}
        {difference && (
          <span className={`text-xs whitespace-nowrap ${tones[difference.tone]}`} title="against the period before">
            {difference.text}
          </span>
        )}
        {note !== undefined && <span className="text-xs text-dim">{note}</span>}
      </div>
    </div>
  );
}
