'use client';
import { useRef, useState } from 'react';
import { atBase } from '#app/_data/base-path.ts';
import { copyText } from '#app/_ui/copy-text.ts';
import type { RunDetail } from '#lib/contracts/run.ts';
import { asCurl, asJson, asMarkdown } from './copy-as.ts';

/** Copies the run as text for elsewhere. */
export function CopyMenu({ run }: { run: RunDetail }) {
  const box = useRef<HTMLDivElement>(null);
  const [outcome, setOutcome] = useState('');
  const ways: [string, () => string][] = [
    ['JSON', () => asJson(run)],
    ['cURL', () => asCurl(run, location.origin + atBase(''))],
    ['Markdown for a ticket', () => asMarkdown(run, location.origin + location.pathname)],
    ['Link', () => location.href],
    ['Run ID', () => run.id],
  ];
  const copy = async (name: string, text: string) => {
    const isDone = await copyText(text);
    setOutcome(isDone ? `${name} copied` : 'The browser refused to copy');
    box.current?.hidePopover();
  };
  return (
    <>
      <span role="status" className="text-xs text-dim">
        {outcome}
      </span>
      <button type="button" popoverTarget="copy-ways" className="control [anchor-name:--copy]">
        Copy ▾
      </button>
      <div
        ref={box}
        id="copy-ways"
        popover="auto"
        className="panel absolute inset-auto top-[anchor(bottom)] right-[anchor(right)] mt-1 w-[190px] p-1.5 text-sm text-ink [position-anchor:--copy]"
      >
        {ways.map(([name, text]) => (
          <button
            key={name}
            type="button"
            className="block w-full rounded-md px-2 py-1 text-left hover:bg-soft"
            onClick={() => copy(name, text())}
          >
            {name}
          </button>
        ))}
      </div>
    </>
  );
}
