'use client';
// An empty state is the next step to take, with the real command.
import type { ReactNode } from 'react';
import { CopyButton } from './copy-button.tsx';

export function Empty({ title, children, command }: { title: string; children?: ReactNode; command?: string }) {
  return (
    <div className="px-3.5 py-6">
      <p className="font-[550]">{title}</p>
      {children && <div className="mt-1 max-w-[70ch] text-dim">{children}</div>}
      {command && <Command text={command} />}
    </div>
  );
}

/** One command to copy. */
export function Command({ text }: { text: string }) {
  return (
    <div className="mt-3 flex max-w-[760px] items-start gap-2">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard (WCAG 2.1.1) */}
      <pre tabIndex={0} className="mono min-w-0 grow overflow-x-auto rounded-[7px] bg-soft px-2.5 py-1.5">
        {text}
      </pre>
      <CopyButton text={text} label="Copy the command" />
    </div>
  );
}
