'use client';
import { type FormEvent, useState } from 'react';
import { addKey } from '#app/_data/settings.ts';
import { Command } from '#app/_ui/empty.tsx';
import { Fault } from '#app/_ui/fault.tsx';
import { Field } from '#app/_ui/field.tsx';
import { Panel } from '#app/_ui/panel.tsx';
import type { KeyCreated, KeyScope } from '#lib/contracts/key.ts';
import { useChange } from '../use-change.ts';

const scopes: readonly { scope: KeyScope; label: string }[] = [
  { scope: 'ingest', label: 'ingest: send telemetry, nothing else' },
  { scope: 'read', label: 'read: what a viewer sees' },
  { scope: 'operate', label: 'operate: what an operator may' },
  { scope: 'admin', label: 'admin: everything' },
];

/** How to use what was made. */
const usage = ({ scope, token }: KeyCreated): string =>
  scope === 'ingest' ? `OTEL_EXPORTER_OTLP_HEADERS="Authorization=Bearer ${token}"` : `SIGNALBOX_TOKEN=${token}`;

export function KeyForm() {
  const { change, fault, isBusy } = useChange('keys');
  const [made, setMade] = useState<KeyCreated | null>(null);
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const fields = new FormData(form);
    const text = (name: string) => String(fields.get(name) ?? '').trim();
    const key = await change(() =>
      addKey({
        name: text('name'),
        scope: text('scope') as KeyScope,
        environment: text('environment') || null,
        expiresAt: text('expires') ? new Date(`${text('expires')}T23:59:59`).toISOString() : null,
      }),
    );
    setMade(key);
    if (key) form.reset();
  };
  return (
    <Panel title="New key">
      <form onSubmit={submit} className="grid items-start gap-3 md:grid-cols-[2fr_2fr_1fr_auto_auto]">
        <Field name="name" label="Name" required placeholder="checkout workers" fault={fault?.fields.name} />
        <label className="grid gap-1">
          <span className="text-xs text-dim">Scope</span>
          <select name="scope" className="control h-[34px]">
            {scopes.map(({ scope, label }) => (
              <option key={scope} value={scope}>
                {label}
              </option>
            ))}
          </select>
        </label>
        <Field name="environment" label="Environment" placeholder="all" fault={fault?.fields.environment} />
        <Field name="expires" label="Expires after" type="date" fault={fault?.fields.expiresAt} />
        <button type="submit" className="button-main mt-5 h-[34px]" disabled={isBusy}>
          Make it
        </button>
      </form>
      <Fault className="mt-2">{fault?.message}</Fault>
      {made && (
        <div role="status" className="mt-2">
          <p>The key “{made.name}” is shown only now.</p>
          <Command text={usage(made)} />
        </div>
      )}
    </Panel>
  );
}
