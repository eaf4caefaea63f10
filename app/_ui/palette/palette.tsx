'use client';
// Pages, actions, and anything by its ID or name, in one list under one input.
import { useQuery } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import { searchOptions } from '#app/_data/session.ts';
import { useSlow } from '#app/_ui/frame/use-slow.ts';
import { fitting } from './match.ts';
import { PaletteList } from './palette-list.tsx';
import { type Command, useCommands } from './use-commands.ts';

export function Palette({ close, showHelp }: { close: () => void; showHelp: () => void }) {
  const router = useRouter();
  const id = useId();
  const box = useRef<HTMLDialogElement>(null);
  const [text, setText] = useState('');
  const [chosen, setChosen] = useState(0);
  const commands = useCommands(showHelp);
  const asked = useSlow(text.trim(), 120);
  const answer = useQuery({ ...searchOptions(asked), enabled: asked.length >= 2 });
  const found: Command[] =
    asked.length < 2
      ? []
      : (answer.data?.items ?? []).map((item) => ({
          name: item.label,
          kind: item.kind,
          run: () => router.push(item.url),
        }));
  const items = [...fitting(commands, text), ...found];

  useEffect(() => {
    if (!box.current?.open) box.current?.showModal();
  }, []);
  const act = (command: Command | undefined) => {
    if (!command) return;
    box.current?.close();
    close();
    command.run();
  };
  const press = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) setChosen((now) => (now + step + items.length) % Math.max(1, items.length));
    else if (event.key === 'Enter') act(items[chosen]);
    else return;
    event.preventDefault();
  };
  return (
    <dialog
      ref={box}
      onClose={close}
      aria-label="Commands"
      className="panel mx-auto mt-[12dvh] mb-auto max-h-[70dvh] w-[560px] max-w-[calc(100vw-24px)] overflow-hidden p-0 text-ink backdrop:bg-black/40"
    >
      <input
        role="combobox"
        aria-label="Page, action, ID or name"
        aria-expanded="true"
        aria-controls={`${id}-list`}
        aria-activedescendant={items[chosen] ? `${id}-${chosen}` : undefined}
        autoComplete="off"
        spellCheck={false}
        autoFocus
        placeholder="Go to, do, or paste any ID…"
        className="w-full border-b border-line bg-panel px-4 py-3 text-sm outline-none"
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setChosen(0);
        }}
        onKeyDown={press}
      />
      <PaletteList id={id} items={items} chosen={chosen} act={act} />
      <p role="status" className="px-4 py-2 text-xs text-dim empty:hidden">
        {answer.error
          ? `Search failed: ${answer.error.message}`
          : items.length > 0
            ? ''
            : asked !== text.trim() || answer.isFetching
              ? 'Looking…'
              : 'Nothing is known by that name or ID.'}
      </p>
    </dialog>
  );
}
