import type { ReactNode } from 'react';

/** The pages before the signed-in part: one narrow column. */
export default function EntranceLayout({ children }: { children: ReactNode }) {
  return (
    <main className="mx-auto grid min-h-dvh w-full max-w-[380px] content-center gap-4 px-5 pb-24">
      <p className="flex items-center gap-2 text-[14px] font-semibold">
        <span
          aria-hidden="true"
          className="size-2.5 rounded-full bg-ok outline-[3px] outline-[color-mix(in_srgb,var(--ok)_22%,transparent)]"
        />
        Signalbox
      </p>
      {children}
    </main>
  );
}
