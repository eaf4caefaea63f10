'use client';
import { type FormEvent, useState } from 'react';
import { confirmTwoStep, startTwoStep } from '#app/_data/two-step.ts';
import { CodeField } from '#app/_ui/code-field.tsx';
import { CopyButton } from '#app/_ui/copy-button.tsx';
import { besideNoField, Fault } from '#app/_ui/fault.tsx';
import type { TwoStepStarted } from '#lib/contracts/two-step.ts';
import { useChange } from '../../use-change.ts';
import { PasswordField } from './password-field.tsx';
import { QrCode } from './qr-code.tsx';

/** Password, then an app that is told the secret, then its first code. */
export function TurnOn({ onCodes }: { onCodes: (codes: readonly string[]) => void }) {
  const [begun, setBegun] = useState<TwoStepStarted | null>(null);
  if (begun) return <Confirm begun={begun} onCodes={onCodes} onBack={() => setBegun(null)} />;
  return <Begin onBegun={setBegun} />;
}

function Begin({ onBegun }: { onBegun: (begun: TwoStepStarted) => void }) {
  const { change, fault, isBusy } = useChange('sessions');
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const password = String(new FormData(event.currentTarget).get('password'));
    const begun = await change(() => startTwoStep({ password }));
    if (begun) onBegun(begun);
  };
  return (
    <>
      <p className="mb-2 max-w-[70ch]">Off: your password alone signs you in.</p>
      <form onSubmit={submit} className="flex flex-wrap items-start gap-3">
        <PasswordField fault={fault?.fields.password} />
        <button type="submit" className="button-main mt-5 h-[34px]" disabled={isBusy}>
          Turn on
        </button>
      </form>
      <Fault className="mt-1">{besideNoField(fault)}</Fault>
    </>
  );
}

function Confirm({
  begun: { secret, uri },
  onCodes,
  onBack,
}: {
  begun: TwoStepStarted;
  onCodes: (codes: readonly string[]) => void;
  onBack: () => void;
}) {
  const { change, fault, isBusy } = useChange('sessions');
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const code = String(new FormData(event.currentTarget).get('code'));
    await change(() => confirmTwoStep({ code }).then(({ codes }) => onCodes(codes)));
  };
  return (
    <div className="flex flex-wrap items-start gap-x-6 gap-y-3">
      <QrCode text={uri} label="QR code for an authenticator app; the key beside it says the same" />
      <div className="grid min-w-0 max-w-[460px] grid-cols-[minmax(0,1fr)] gap-2">
        <p>
          Scan this with an authenticator app,{' '}
          <a href={uri} className="link underline">
            open it in one on this device
          </a>
          , or type the key:
        </p>
        <p className="flex items-start gap-2">
          <code className="mono min-w-0 rounded-[7px] bg-soft px-2.5 py-1.5">{secret.match(/.{4}/g)?.join(' ')}</code>
          <CopyButton text={secret} label="Copy the key" />
        </p>
        <form onSubmit={submit} className="flex flex-wrap items-start gap-3">
          <CodeField label="The code that it shows" autoFocus fault={fault?.fields.code} />
          <span className="mt-5 flex gap-2">
            <button type="submit" className="button-main h-[34px]" disabled={isBusy}>
              Confirm
            </button>
            <button type="button" className="control h-[34px]" onClick={onBack}>
              Cancel
            </button>
          </span>
        </form>
        <Fault className="mt-1">{besideNoField(fault)}</Fault>
        <p className="text-xs text-dim">Your other sessions end when it is on.</p>
      </div>
    </div>
  );
}
