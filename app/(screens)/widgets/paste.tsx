'use client';
import { useState } from 'react';
import { CopyButton } from '#app/_ui/copy-button.tsx';
import { Dialog } from '#app/_ui/dialog.tsx';
import { Command } from '#app/_ui/empty.tsx';
import type { WidgetCreated } from '#lib/contracts/widget.ts';
import { snippetsOf } from './snippets.ts';

/** Once, after making or rotating: the token, what to paste where, and the frame itself as it will look. */
export function Paste({ made, integrity, onClose }: { made: WidgetCreated; integrity: string; onClose: () => void }) {
  const snippets = snippetsOf(made.name, made.urls, integrity);
  const [target, setTarget] = useState(snippets[0]?.target ?? '');
  const shown = snippets.find((one) => one.target === target);
  return (
    <Dialog title={`${made.name}: to paste`} onClose={onClose}>
      <div className="grid gap-3.5 px-4 py-3.5">
        <p>The token is part of these addresses and is shown only now. Lost or leaked: rotate it.</p>
        <fieldset className="flex flex-wrap gap-1.5">
          <legend className="sr-only">Where to paste it</legend>
          {snippets.map((one) => (
            <button
              key={one.target}
              type="button"
              className="control px-2"
              aria-pressed={one.target === target}
              onClick={() => setTarget(one.target)}
            >
              {one.target}
            </button>
          ))}
        </fieldset>
        {shown && (
          <div>
            {shown.note && <p className="mb-1 text-xs text-dim">{shown.note}</p>}
            <Command text={shown.text} />
          </div>
        )}
        <details>
          <summary className="text-dim">For servers and for pages of your own customers</summary>
          <div className="mt-2 grid gap-2 text-dim">
            <p>
              A server may leave the token out of addresses: ask <code className="mono">/embed/v1/{made.id}.json</code>{' '}
              with the header <code className="mono">Authorization: Bearer {made.token}</code>.
            </p>
            <p>
              A page of a customer takes a signed address that runs out: add <code className="mono">expires</code>{' '}
              (seconds since 1970) to the query, sort it by name, and add{' '}
              <code className="mono">signature = base64url(HMAC-SHA256(key, id + "\n" + query))</code>. The key:
            </p>
            <p className="flex gap-2">
              <code className="mono break-all">{made.signingKey}</code>
              <CopyButton text={made.signingKey} label="Copy the signing key" />
            </p>
          </div>
        </details>
        <iframe
          src={new URL(made.urls.frame).pathname}
          title={`${made.name}, framed`}
          className="h-[220px] w-full rounded-[7px] border border-line"
        />
      </div>
    </Dialog>
  );
}
