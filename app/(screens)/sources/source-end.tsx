'use client';
import { useState } from 'react';

interface SourceEndProps {
  isPaused: boolean;
  isBusy: boolean;
  onPause: (isPaused: boolean) => void;
  onRemove: () => void;
}

/** Pausing, and removing after a second thought. Runs that were read stay either way. */
export function SourceEnd({ isPaused, isBusy, onPause, onRemove }: SourceEndProps) {
  const [isAsked, setAsked] = useState(false);
  return (
    <>
      <span className="grow" />
      {isAsked ? (
        <>
          <span className="text-dim">Runs that were read stay.</span>
          <button type="button" className="control h-[32px] text-bad" disabled={isBusy} onClick={onRemove}>
            Remove it
          </button>
          <button type="button" className="control h-[32px]" onClick={() => setAsked(false)}>
            Keep it
          </button>
        </>
      ) : (
        <>
          <button type="button" className="control h-[32px]" disabled={isBusy} onClick={() => onPause(!isPaused)}>
            {isPaused ? 'Resume' : 'Pause'}
          </button>
          <button type="button" className="control h-[32px]" disabled={isBusy} onClick={() => setAsked(true)}>
            Remove …
          </button>
        </>
      )}
    </>
  );
}
