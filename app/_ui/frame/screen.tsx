'use client';
import type { ReactNode } from 'react';
// The head and the body of every page.
import { Link } from '#app/_ui/link.tsx';
import { EnvironmentSelect } from './environment-select.tsx';
import { LiveButton } from './live-button.tsx';
import { SearchBox } from './search-box.tsx';
import { WindowSelect } from './window-select.tsx';

interface ScreenProps {
  title: ReactNode;
  /** Small words beside the title: an id. */
  note?: ReactNode;
  /** Where this page hangs: "Runs ›". */
  parent?: { label: string; href: string };
  /** What can be done with what is shown. */
  actions?: ReactNode;
  children: ReactNode;
}

export function Screen({ title, note, parent, actions, children }: ScreenProps) {
  return (
    <div className="min-w-0 grow border-line md:border-l">
      <header className="sticky top-0 z-20 flex min-h-[49px] flex-wrap items-center gap-x-2.5 gap-y-2 border-b border-line bg-bg px-5 py-2 max-md:static max-md:px-4">
        <button type="button" popoverTarget="nav" className="control px-2 md:hidden" aria-label="Menu">
          <span aria-hidden="true">☰</span>
        </button>
        {/* a long title is cut before it sends a control to a line of its own */}
        <div className="flex min-w-0 grow basis-48 items-baseline gap-1.5">
          {parent && (
            <Link href={parent.href} className="shrink-0 text-dim">
              {parent.label} ›
            </Link>
          )}
          <h1 className="truncate font-[550]">{title}</h1>
          {note && <span className="mono min-w-0 shrink-[99] truncate text-dim">{note}</span>}
        </div>
        {actions}
        <SearchBox />
        <EnvironmentSelect />
        <WindowSelect />
        <LiveButton />
      </header>
      <main className="grid max-w-[1320px] grid-cols-[minmax(0,1fr)] gap-3.5 px-5 pt-4 pb-10 max-md:px-4">
        {children}
      </main>
    </div>
  );
}
