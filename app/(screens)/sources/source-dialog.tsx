'use client';
import { type FormEvent, useRef, useState } from 'react';
import { Dialog } from '#app/_ui/dialog.tsx';
import { Field } from '#app/_ui/field.tsx';
import { TextArea } from '#app/_ui/text-area.tsx';
import type { SourceView } from '#lib/contracts/source.ts';
import { costSentence } from './cost-words.ts';
import { sourceFrom } from './form-to-source.ts';
import { ProbeResult } from './probe-result.tsx';
import { SettingFields } from './setting-fields.tsx';
import { SourceEnd } from './source-end.tsx';
import type { SourceKind } from './source-kind.ts';
import { useCostEstimate } from './use-cost-estimate.ts';
import { useSourceForm } from './use-source-form.ts';

interface SourceDialogProps {
  kind: SourceKind;
  /** null = a new one. */
  source: SourceView | null;
  environment: string;
  onClose: () => void;
}

/** The form of one source: what to read, how often, and what of a job's data may be kept. It is tried before it is saved. */
export function SourceDialog({ kind, source, environment, onClose }: SourceDialogProps) {
  const form = useRef<HTMLFormElement>(null);
  const [rowCounts, setRowCounts] = useState<Record<string, number>>(() => rowsOf(kind, source));
  const { doing, probe, fault, tryOut, save, pause, remove } = useSourceForm(source, onClose);
  const read = () => sourceFrom(kind, new FormData(form.current ?? undefined), rowCounts);
  const { cost, onInput } = useCostEstimate(kind, source === null, form, read);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void save(read());
  };
  const isLocked = source?.isDeclared ?? false;
  return (
    <Dialog title={source ? `${source.name}, ${kind.title}` : `Watch ${kind.title}`} onClose={onClose}>
      <form ref={form} onSubmit={submit} onInput={onInput}>
        <fieldset disabled={isLocked} className="grid gap-3.5 px-4 py-3.5">
          {isLocked && <p className="text-dim">Declared in signalbox.yaml: change it there.</p>}
          <div className="grid gap-3.5 sm:grid-cols-2">
            <Field
              name="name"
              label="Name"
              required
              defaultValue={source?.name}
              placeholder={`orders-${kind.kind}`}
              fault={fault?.fields.name}
            />
            <Field
              name="environment"
              label="Environment"
              required
              defaultValue={source?.environment ?? environment}
              fault={fault?.fields.environment}
            />
          </div>
          <SettingFields
            kind={kind}
            config={source?.config ?? {}}
            rowCounts={rowCounts}
            onRows={(name, count) => setRowCounts({ ...rowCounts, [name]: count })}
          />
          <Field
            name="seconds"
            label="Read every, seconds"
            inputMode="decimal"
            className="control h-[34px] w-32"
            defaultValue={(source?.pollMs ?? kind.cost.defaultIntervalMs) / 1000}
            hint={`At least ${kind.cost.minIntervalMs / 1000}.`}
            fault={fault?.fields.pollMs}
          />
          {cost && <p className="text-xs text-dim">At most {costSentence(cost)}.</p>}
          <details>
            <summary className="text-dim">Correlation and payload</summary>
            <div className="mt-2.5 grid gap-3.5">
              <TextArea
                name="correlation"
                label="Where the correlation ID is in a job’s data"
                placeholder="/order/id"
                hint="JSON pointers, one a line. Usual names such as /correlationId are found without."
                defaultValue={source?.correlation.pointers.join('\n')}
              />
              <TextArea
                name="allow"
                label="Fields to keep"
                placeholder="/customer/tier"
                hint="JSON pointers. Nothing else of a job’s data is ever stored."
                defaultValue={source?.payload.allow.join('\n')}
              />
              <TextArea
                name="redact"
                label="Fields to hide within those"
                hint="JSON pointers, hidden before anything is stored."
                defaultValue={source?.payload.redact.join('\n')}
              />
            </div>
          </details>
        </fieldset>
        <div aria-live="polite" className="border-t border-line px-4 py-3 empty:hidden">
          {doing === 'trying' && <p className="text-dim">A watcher reads it once …</p>}
          {fault && <p className="text-bad">{[fault.message, fault.fields.kind].filter(Boolean).join(' ')}</p>}
          {probe && doing !== 'trying' && <ProbeResult probe={probe} />}
        </div>
        <footer className="sticky bottom-0 flex flex-wrap items-center gap-2 border-t border-line bg-panel px-4 py-2.5">
          <button
            type="button"
            className="control h-[32px]"
            disabled={doing !== null || isLocked}
            onClick={() => void tryOut(read())}
          >
            Try it
          </button>
          <button type="submit" className="button-main" disabled={doing !== null || isLocked}>
            {source ? 'Save' : 'Watch it'}
          </button>
          {source && !isLocked && (
            <SourceEnd isPaused={!source.enabled} isBusy={doing !== null} onPause={pause} onRemove={remove} />
          )}
        </footer>
      </form>
    </Dialog>
  );
}

/** As many rows as are stored, at least one. */
function rowsOf(kind: SourceKind, source: SourceView | null): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { kind: type, name } of kind.settings) {
    const stored = source?.config[name];
    if (type === 'rows') counts[name] = Math.max(1, Array.isArray(stored) ? stored.length : 0);
  }
  return counts;
}
