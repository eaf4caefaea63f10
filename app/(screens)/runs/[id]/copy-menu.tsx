'use client';
import { useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { atBase } from '#app/_data/base-path.ts';
import { runOptions } from '#app/_data/run.ts';
import { copyText } from '#app/_ui/copy-text.ts';
import type { RunOutline } from '#lib/contracts/run-outline.ts';
import { asCurl, asJson, asMarkdown } from './copy-as.ts';
import { wholeRun } from './use-whole-spans.ts';

/** What was read as the menu opened is what is copied: a browser lets a page copy only soon after a click. */
const keptMs = 30_000;

/** Copies the run as text for elsewhere. */
export function CopyMenu({ run }: { run: RunOutline }) {
  const box = useRef<HTMLDivElement>(null);
  const [outcome, setOutcome] = useState('');
  const client = useQueryClient();
  const whole = async () => wholeRun(run) ?? (await client.fetchQuery({ ...runOptions(run.id), staleTime: keptMs }));
  const ways: [string, () => string | Promise<string>][] = [
    ['JSON', async () => asJson(await whole())],
    ['cURL', () => asCurl(run, location.origin + atBase(''))],
    ['Markdown for a ticket', () => asMarkdown(run, location.origin + location.pathname)],
    ['Link', () => location.href],
    ['Run ID', () => run.id],
  ];
  const copy = async (name: string, textOf: () => string | Promise<string>) => {
    try {
      const isDone = await copyText(await textOf());
      setOutcome(isDone ? `${name} copied` : 'The browser refused to copy');
    } catch (fault) {
      setOutcome(fault instanceof Error ? fault.message : 'The run could not be read');
    }
    box.current?.hidePopover();
  };
  return (
    <>
      <span role="status" className="text-xs text-dim">
        {outcome}
      </span>
      <button
        type="button"
        popoverTarget="copy-ways"
        className="control [anchor-name:--copy]"
        onClick={() => void whole().catch(() => {})}
      >
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
            onClick={() => copy(name, text)}
          >
            {name}
          </button>
        ))}
      </div>
    </>
  );
}
