import type { ReactNode } from 'react';

interface PanelProps {
  title?: ReactNode;
  /** Small grey words beside the title. */
  note?: ReactNode;
  actions?: ReactNode;
  className?: string;
  /** Tables run to the edge, everything else has a margin. */
  isFlush?: boolean;
  children: ReactNode;
}

/** A surface with hairlines. Panels are never nested. */
export function Panel({ title, note, actions, className = '', isFlush = false, children }: PanelProps) {
  return (
    <section className={`panel min-w-0 ${isFlush ? 'py-1' : 'px-3.5 py-3'} ${className}`}>
      {title !== undefined && (
        <header className={`flex flex-wrap items-baseline gap-x-3.5 gap-y-1 ${isFlush ? 'px-3.5 pt-2 pb-1' : 'mb-2'}`}>
          <h2 className="shrink-0 font-[550]">{title}</h2>
          {note !== undefined && <span className="min-w-0 text-xs text-dim">{note}</span>}
          <span className="grow" />
          {actions}
        </header>
      )}
      {children}
    </section>
  );
}
