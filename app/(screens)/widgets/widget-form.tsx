'use client';
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { ApiError } from '#app/_data/fetch-json.ts';
import { addWidget, changeWidget } from '#app/_data/widget.ts';
import { Dialog } from '#app/_ui/dialog.tsx';
import { Fault } from '#app/_ui/fault.tsx';
import { Field } from '#app/_ui/field.tsx';
import { TextArea } from '#app/_ui/text-area.tsx';
import { type WidgetCreated, type WidgetField, type WidgetView, widgetFields } from '#lib/contracts/widget.ts';
import { ScopeFields } from './scope-fields.tsx';
import { scopeNames, scopeText } from './scope-words.ts';

const fieldLabels: Record<WidgetField, string> = {
  failureRate: 'Failure rate',
  p95Ms: 'p95 duration',
  throughputPerMin: 'Runs per minute',
  backlog: 'Waiting',
  oldestWaitingMs: 'Oldest waiting',
  firing: 'Alerts firing',
  items: 'Names of queues or steps',
  url: 'Link into Signalbox',
};

interface WidgetFormProps {
  /** null = a new one. */
  widget: WidgetView | null;
  environment: string;
  onClose: () => void;
  onMade: (made: WidgetCreated) => void;
}

const lines = (value: FormDataEntryValue | null): string[] =>
  String(value ?? '')
    .split(/[\s,]+/)
    .filter(Boolean);

/** What to show, what it may tell, and where. What a widget is about is chosen once. */
export function WidgetForm({ widget, environment, onClose, onMade }: WidgetFormProps) {
  const queries = useQueryClient();
  const [fault, setFault] = useState<ApiError | null>(null);
  const [isBusy, setIsBusy] = useState(false);
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const day = String(form.get('expires') ?? '');
    const chosen = {
      name: String(form.get('name')),
      fields: widgetFields.filter((field) => form.get(field) !== null),
      frameOrigins: lines(form.get('origins')),
      expiresAt: day === '' ? null : new Date(`${day}T23:59:59`).toISOString(),
      isOnStatusPage: form.get('status') !== null,
    };
    const words = scopeNames.map((name) => [name, String(form.get(`scope.${name}`) ?? '').trim()] as const);
    setFault(null);
    setIsBusy(true);
    try {
      if (widget) {
        await changeWidget(widget.id, chosen);
        onClose();
      } else onMade(await addWidget({ ...chosen, scope: Object.fromEntries(words.filter(([, word]) => word !== '')) }));
      await queries.invalidateQueries({ queryKey: ['widgets'] });
    } catch (error) {
      setFault(error instanceof ApiError ? error : new ApiError(0, 'internal', String(error)));
    } finally {
      setIsBusy(false);
    }
  };
  const told = widget?.fields.length ? widget.fields : widgetFields.slice(0, 6);
  const originFault = Object.entries(fault?.fields ?? {}).find(([name]) => name.startsWith('frameOrigins'))?.[1];
  return (
    <Dialog title={widget ? widget.name : 'New widget'} onClose={onClose}>
      <form onSubmit={submit}>
        <div className="grid gap-3.5 px-4 py-3.5">
          <Field
            name="name"
            label="Name, as it is shown"
            required
            defaultValue={widget?.name}
            fault={fault?.fields.name}
            placeholder="Receipts"
          />
          {widget ? (
            <p className="text-dim">About {scopeText(widget.scope)}. To show something else, make another widget.</p>
          ) : (
            <ScopeFields environment={environment} faults={fault?.fields ?? {}} />
          )}
          <fieldset>
            <legend className="mb-1 text-xs text-dim">What it tells beside its state</legend>
            <div className="grid gap-x-4 gap-y-1 sm:grid-cols-3">
              {widgetFields.map((field) => (
                <label key={field} className="flex items-center gap-1.5">
                  <input type="checkbox" name={field} defaultChecked={told.includes(field)} /> {fieldLabels[field]}
                </label>
              ))}
            </div>
          </fieldset>
          <TextArea
            name="origins"
            label="Pages that may frame it"
            placeholder="https://www.example.com"
            hint="Origins, one a line; https://*.example.com for all below. Images and JSON need none."
            defaultValue={widget?.frameOrigins.join('\n')}
          />
          {originFault && <p className="text-xs text-bad">{originFault}</p>}
          <div className="flex flex-wrap items-end gap-4">
            <Field
              name="expires"
              label="Expires at the end of"
              type="date"
              defaultValue={widget?.expiresAt?.slice(0, 10)}
              fault={fault?.fields.expiresAt}
            />
            <label className="flex h-[34px] items-center gap-1.5">
              <input type="checkbox" name="status" defaultChecked={widget?.isOnStatusPage} /> On the public page /status
            </label>
          </div>
        </div>
        <Fault className="border-t border-line px-4 py-2.5">{fault?.message}</Fault>
        <footer className="sticky bottom-0 border-t border-line bg-panel px-4 py-2.5">
          <button type="submit" className="button-main" disabled={isBusy}>
            {widget ? 'Save' : 'Make it'}
          </button>
        </footer>
      </form>
    </Dialog>
  );
}
