'use client';
// One box for anything pasted: run, job, trace or correlation ID, a URL, a log line. `/` focuses it.
import { useQuery } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useEffect, useId, useRef, useState } from 'react';
import { searchOptions } from '#app/_data/session.ts';
import { useKeys } from '#app/_ui/keys/use-keys.ts';
import { SearchResults } from './search-results.tsx';
import { useSlow } from './use-slow.ts';

export function SearchBox() {
  const router = useRouter();
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [text, setText] = useState('');
  const [isOpen, setOpen] = useState(false);
  const [chosen, setChosen] = useState(0);
  /** Enter was pressed before the answer was there: its first hit is opened when it comes. */
  const [isAwaited, setAwaited] = useState(false);
  const slow = useSlow(text.trim(), 150);
  const asked = isAwaited ? text.trim() : slow;
  const answer = useQuery(searchOptions(asked));
  const items = asked === '' ? [] : (answer.data?.items ?? []);

  useKeys({ '/': () => input.current?.focus() });

  const open = (url: string) => {
    setOpen(false);
    setText('');
    input.current?.blur();
    router.push(url);
  };
  useEffect(() => {
    if (!isAwaited || answer.isFetching) return;
    setAwaited(false);
    if (items[0]) open(items[0].url);
  });
  return (
    <search className="relative max-md:order-last max-md:w-full">
      <input
        ref={input}
        type="search"
        role="combobox"
        aria-label="Search by any ID, queue, job or error"
        aria-expanded={isOpen && asked !== ''}
        aria-controls={`${id}-results`}
        aria-activedescendant={isOpen && items[chosen] ? `${id}-${chosen}` : undefined}
        autoComplete="off"
        spellCheck={false}
        placeholder="Any ID, queue, error…"
        className="control w-[208px] pr-7 focus:w-[280px] max-md:w-full max-md:focus:w-full"
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setAwaited(false);
          setChosen(0);
          setOpen(true);
        }}
        onFocus={() => setOpen(true)}
        onBlur={() => {
          setOpen(false);
          setAwaited(false);
        }}
        onKeyDown={(event) => {
          if (event.key === 'Escape') input.current?.blur();
          if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
            event.preventDefault();
            const step = event.key === 'ArrowDown' ? 1 : -1;
            setChosen((now) => Math.max(0, Math.min(items.length - 1, now + step)));
          }
          if (event.key !== 'Enter' || text.trim() === '') return;
          const hit = asked === text.trim() ? items[chosen] : undefined;
          if (hit) open(hit.url);
          else setAwaited(true);
        }}
      />
      <span
        aria-hidden="true"
        className="mono pointer-events-none absolute top-[6px] right-1.5 rounded border border-line px-1 text-[11px] leading-[14px] text-dim"
      >
        /
      </span>
      {isOpen && asked !== '' && (
        <SearchResults
          id={id}
          items={items}
          chosen={chosen}
          isAsking={answer.isPending || asked !== text.trim()}
          error={answer.error}
          open={open}
        />
      )}
    </search>
  );
}
