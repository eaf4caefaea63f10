'use client';
// Above the tree: find in it, fold and unfold.
import { useDeferredValue, useEffect, useMemo, useRef, useState } from 'react';
import { grouped } from '#app/_ui/format/number.ts';
import { useKeys } from '#app/_ui/keys/use-keys.ts';
import { findRows, type WholeSpans } from './find-rows.ts';
import type { Waterfall } from './series.ts';

interface WaterfallToolsProps {
  data: Waterfall;
  later?: WholeSpans;
  /** Something is looked for: what is not known of the spans is wanted now. */
  onFind?: () => void;
  /** More may be found: some attributes are not here yet. */
  isReading?: boolean;
  setFound: (ids: ReadonlySet<string>) => void;
  foldAll: () => void;
  unfoldAll: () => void;
  /** Selects a row and brings it into sight. */
  show: (id: string) => void;
}

export function WaterfallTools(props: WaterfallToolsProps) {
  const { data, later, onFind, isReading, setFound, foldAll, unfoldAll, show } = props;
  const input = useRef<HTMLInputElement>(null);
  const [text, setText] = useState('');
  const [at, setAt] = useState(-1);
  const slow = useDeferredValue(text);
  const found = useMemo(() => findRows(data.rows, slow, later), [data.rows, slow, later]);
  useEffect(() => setFound(found), [found, setFound]);
  useKeys({ f: () => input.current?.focus() });
  const next = (step: 1 | -1) => {
    const ids = [...found];
    if (ids.length === 0) return;
    const to = (at + step + ids.length) % ids.length;
    setAt(to);
    show(ids[to] as string);
  };
  return (
    <div className="flex flex-wrap items-center gap-2 border-b border-line px-3 py-1.5 text-xs">
      <input
        ref={input}
        type="search"
        aria-label="Find in the timeline"
        placeholder="Find in it (f)"
        className="control h-[26px] w-[190px] text-xs"
        value={text}
        onFocus={onFind}
        onChange={(event) => {
          setText(event.target.value);
          setAt(-1);
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter') next(event.shiftKey ? -1 : 1);
          if (event.key === 'Escape') input.current?.blur();
        }}
      />
      <span role="status" className="text-dim">
        {slow.trim() === ''
          ? ''
          : found.size === 0
            ? 'nothing'
            : at < 0
              ? `${found.size}, Enter shows them`
              : `${at + 1} of ${found.size}`}
        {isReading && slow.trim() !== '' && ', attributes are still being read'}
      </span>
      <span className="grow" />
      <span className="text-dim">{grouped(data.rows.length)} rows</span>
      <button type="button" className="text-dim hover:text-ink" onClick={foldAll}>
        Fold all
      </button>
      <button type="button" className="text-dim hover:text-ink" onClick={unfoldAll}>
        Unfold all
      </button>
    </div>
  );
}
