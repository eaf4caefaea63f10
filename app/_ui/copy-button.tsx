'use client';
import { useEffect, useState } from 'react';
import { copyText } from './copy-text.ts';

export function CopyButton({ text, label }: { text: string; label: string }) {
  const [outcome, setOutcome] = useState<'copied' | 'failed' | null>(null);
  useEffect(() => {
    if (!outcome) return;
    const timer = setTimeout(() => setOutcome(null), 1_600);
    return () => clearTimeout(timer);
  }, [outcome]);
  return (
    <button
      type="button"
      className="tag shrink-0 self-center hover:text-ink"
      aria-label={label}
      title={label}
      onClick={async () => setOutcome((await copyText(text)) ? 'copied' : 'failed')}
    >
      <span aria-live="polite">{outcome ?? 'copy'}</span>
    </button>
  );
}
