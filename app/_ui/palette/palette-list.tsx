import { useEffect, useRef } from 'react';
import type { Command } from './use-commands.ts';

interface PaletteListProps {
  id: string;
  items: readonly Command[];
  chosen: number;
  act: (command: Command) => void;
}

export function PaletteList({ id, items, chosen, act }: PaletteListProps) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    box.current?.children[chosen]?.scrollIntoView({ block: 'nearest' });
  }, [chosen]);
  return (
    <div
      ref={box}
      id={`${id}-list`}
      role="listbox"
      aria-label="Commands"
      className="max-h-[54dvh] overflow-y-auto p-1 empty:hidden"
    >
      {items.map((item, index) => (
        <div
          key={`${item.kind} ${item.name} ${index}`}
          id={`${id}-${index}`}
          role="option"
          tabIndex={-1}
          aria-selected={index === chosen}
          className="flex cursor-pointer items-baseline gap-2 rounded-md px-3 py-1.5 hover:bg-soft aria-selected:bg-soft"
          // The input keeps the focus until the click has landed.
          onMouseDown={(event) => {
            event.preventDefault();
            act(item);
          }}
        >
          <span className="min-w-0 grow truncate">{item.name}</span>
          <span className="shrink-0 text-xs text-dim">{item.kind}</span>
        </div>
      ))}
    </div>
  );
}
