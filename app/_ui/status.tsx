// Status is shape and colour and word: never colour alone.
import type { ReactNode } from 'react';
import type { Tone } from './tone.ts';

const shapes: Record<Tone, string> = {
  ok: 'rounded-full bg-ok',
  warn: 'rotate-45 rounded-[1px] bg-warn',
  bad: 'rounded-[1px] bg-bad',
  work: 'rounded-full border-[2.5px] border-work',
  idle: 'rounded-full border-[1.5px] border-dim',
  unknown: 'rounded-full border-[1.5px] border-dashed border-dim',
};

/** The shape alone: only where the word stands elsewhere in the row. */
export function Mark({ tone }: { tone: Tone }) {
  return <span aria-hidden="true" className={`inline-block size-2 shrink-0 ${shapes[tone]}`} />;
}

export function Status({ tone, children, title }: { tone: Tone; children: ReactNode; title?: string }) {
  return (
    <span className="inline-flex items-center gap-1.5 whitespace-nowrap" title={title}>
      <Mark tone={tone} />
      {children}
    </span>
  );
}
