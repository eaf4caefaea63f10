'use client';
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { addChannel } from '#app/_data/alert.ts';
import { ApiError } from '#app/_data/fetch-json.ts';
import { Command } from '#app/_ui/empty.tsx';
import { Fault } from '#app/_ui/fault.tsx';
import { Field } from '#app/_ui/field.tsx';
import { Panel } from '#app/_ui/panel.tsx';
import type { ChannelKind } from '#lib/contracts/alert-channel.ts';
import { templateNames } from '#lib/notify/template.ts';

const kinds: readonly { kind: ChannelKind; label: string; field: string; placeholder: string }[] = [
  { kind: 'webhook', label: 'Webhook (signed)', field: 'url', placeholder: 'https://example.com/hooks/signalbox' },
  { kind: 'slack', label: 'Slack', field: 'url', placeholder: 'https://hooks.slack.com/services/…' },
  { kind: 'email', label: 'E-mail', field: 'url', placeholder: 'smtp://user:password@mail.example.com:587' },
  { kind: 'discord', label: 'Discord', field: 'url', placeholder: 'https://discord.com/api/webhooks/…' },
  { kind: 'teams', label: 'Teams (Workflows)', field: 'url', placeholder: 'https://….logic.azure.com/workflows/…' },
  { kind: 'pagerduty', label: 'PagerDuty', field: 'routingKey', placeholder: 'integration key, 32 characters' },
  {
    kind: 'alertmanager',
    label: 'Alertmanager receiver',
    field: 'url',
    placeholder: 'https://example.com/alertmanager-webhook',
  },
];

/** Channels whose words are read by people, and may be one's own. */
const speaks: ReadonlySet<ChannelKind> = new Set(['slack', 'email', 'discord', 'teams']);

/** Of a setting, or of one of its parts. */
const faultOf = (fault: ApiError | null, name: string): string | undefined =>
  Object.entries(fault?.fields ?? {}).find(
    ([field]) => field === `config.${name}` || field.startsWith(`config.${name}.`),
  )?.[1];

/** A new channel; a webhook's secret is shown here, once. */
export function ChannelForm() {
  const queries = useQueryClient();
  const [kind, setKind] = useState(kinds[0] as (typeof kinds)[number]);
  const [fault, setFault] = useState<ApiError | null>(null);
  const [secret, setSecret] = useState<string | null>(null);
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const fields = new FormData(form);
    setFault(null);
    setSecret(null);
    try {
      const words = (name: string): string => String(fields.get(name) ?? '').trim();
      const config = {
        [kind.field]: words('target'),
        ...(kind.kind === 'email'
          ? {
              from: words('from'),
              to: words('to')
                .split(',')
                .map((one) => one.trim()),
            }
          : {}),
        ...(words('title') ? { title: words('title') } : {}),
        ...(words('text') ? { text: words('text') } : {}),
      };
      const made = await addChannel({ name: String(fields.get('name')), kind: kind.kind, config, sendResolved: true });
      setSecret(made.signingSecret);
      form.reset();
      await queries.invalidateQueries({ queryKey: ['alerts', 'channels'] });
    } catch (error) {
      setFault(error instanceof ApiError ? error : new ApiError(0, 'internal', String(error)));
    }
  };
  return (
    <Panel title="Tell another">
      <form onSubmit={submit} className="grid items-start gap-3 md:grid-cols-[auto_1fr_2fr_auto]">
        <label className="grid gap-1">
          <span className="text-xs text-dim">Kind</span>
          <select
            className="control h-[34px]"
            value={kind.kind}
            onChange={(event) => setKind(kinds.find((one) => one.kind === event.target.value) ?? kind)}
          >
            {kinds.map((one) => (
              <option key={one.kind} value={one.kind}>
                {one.label}
              </option>
            ))}
          </select>
        </label>
        <Field name="name" label="Name" required placeholder="on call" fault={fault?.fields.name} />
        <Field
          name="target"
          label={kind.field === 'url' ? 'Address' : 'Routing key'}
          required
          placeholder={kind.placeholder}
          className="control mono h-[34px]"
          autoComplete="off"
          fault={fault?.fields[`config.${kind.field}`]}
        />
        <button type="submit" className="button-main mt-5 h-[34px]">
          Add
        </button>
        {kind.kind === 'email' && (
          <div className="grid gap-3 md:col-span-4 md:grid-cols-2">
            <Field
              name="from"
              label="From"
              required
              placeholder="signalbox@example.com"
              fault={faultOf(fault, 'from')}
            />
            <Field
              name="to"
              label="To (separated by commas)"
              required
              placeholder="on-call@example.com"
              fault={faultOf(fault, 'to')}
            />
          </div>
        )}
        {speaks.has(kind.kind) && (
          <details className="md:col-span-4">
            <summary className="cursor-pointer text-dim">In other words</summary>
            <div className="mt-2 grid gap-3 md:grid-cols-2">
              <Field
                name="title"
                label="Title"
                placeholder="{{state}}: {{rule}} ({{where}})"
                fault={faultOf(fault, 'title')}
              />
              <Field name="text" label="Text" placeholder="{{sentence}}" fault={faultOf(fault, 'text')} />
              <p className="text-xs text-dim md:col-span-2">
                Known are {templateNames.map((name) => `{{${name}}}`).join(' ')} and {'{{labels.queue}}'} for any label.
              </p>
            </div>
          </details>
        )}
      </form>
      <Fault className="mt-2">{fault?.message}</Fault>
      {secret && (
        <div role="status" className="mt-2">
          <p>The receiver checks signatures with this secret. It is shown only now.</p>
          <Command text={secret} />
        </div>
      )}
    </Panel>
  );
}
