'use client';
import { type ReactNode, useEffect, useRef } from 'react';

/** The browser's own modal dialog: it holds the focus, gives it back, and Escape closes it. Mount it to open it. */
export function Dialog({ title, onClose, children }: { title: string; onClose: () => void; children: ReactNode }) {
  const ref = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const dialog = ref.current;
    if (!dialog || dialog.open) return;
    dialog.showModal();
    // The first thing to fill in, rather than the button that closes.
    dialog.querySelector<HTMLElement>('input, textarea, select')?.focus();
  }, []);
  return (
    <dialog
      ref={ref}
      onClose={onClose}
      aria-label={title}
      className="panel m-auto max-h-[92dvh] w-[660px] max-w-[calc(100vw-24px)] overflow-y-auto p-0 text-ink backdrop:bg-black/40"
    >
      <header className="sticky top-0 z-10 flex items-center border-b border-line bg-panel px-4 py-2.5">
        <h2 className="grow font-[550]">{title}</h2>
        <button type="button" className="control px-2" aria-label="Close" onClick={onClose}>
          <span aria-hidden="true">×</span>
        </button>
      </header>
      {children}
    </dialog>
  );
}
