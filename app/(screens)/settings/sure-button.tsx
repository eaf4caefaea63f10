'use client';
import { useState } from 'react';

/** Asks again in place before it does what cannot be undone. Leaving it takes the question back. */
export function SureButton({
  label,
  sure,
  isDisabled,
  onSure,
}: {
  label: string;
  sure: string;
  isDisabled?: boolean;
  onSure: () => void;
}) {
  const [isAsked, setIsAsked] = useState(false);
  return (
    <button
      type="button"
      className={`control px-2 ${isAsked ? 'text-bad' : ''}`}
      disabled={isDisabled}
      onBlur={() => setIsAsked(false)}
      onClick={() => {
        setIsAsked(!isAsked);
        if (isAsked) onSure();
      }}
    >
      {isAsked ? sure : label}
    </button>
  );
}
