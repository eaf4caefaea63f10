'use client';
import { useEffect, useRef } from 'react';
import { CopyButton } from '#app/_ui/copy-button.tsx';

/** Shown once, until they say that they kept them. */
export function RecoveryCodes({ codes, onKept }: { codes: readonly string[]; onKept: () => void }) {
  const words = useRef<HTMLParagraphElement>(null);
  // what had the focus is gone
  useEffect(() => words.current?.focus(), []);
  return (
    <div className="grid justify-items-start gap-2">
      <p ref={words} tabIndex={-1} className="max-w-[70ch] outline-none">
        Keep these recovery codes where your phone is not: each opens your account once, in place of a code of the app.
        They are shown only now.
      </p>
      <div className="flex max-w-full items-start gap-2">
        <ul
          aria-label="Recovery codes"
          className="mono grid grid-cols-[max-content] gap-x-6 rounded-[7px] bg-soft px-2.5 py-1.5 sm:grid-cols-[max-content_max-content]"
        >
          {codes.map((code) => (
            <li key={code}>{code}</li>
          ))}
        </ul>
        <CopyButton text={codes.join('\n')} label="Copy the recovery codes" />
      </div>
      <button type="button" className="button-main" onClick={onKept}>
        I have kept them
      </button>
    </div>
  );
}
