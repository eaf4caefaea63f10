'use client';
import { type ReactNode, useId } from 'react';
import { Field } from '#app/_ui/field.tsx';
import { metricWords, unitOf } from '#lib/alerts/metric-words.ts';
import type { ChannelView } from '#lib/contracts/alert-channel.ts';
import type { Rule, RuleKind } from '#lib/contracts/alert-rule.ts';
import { type Draft, firstValue, newDraft } from './draft.ts';

const kinds: readonly { kind: RuleKind; label: string }[] = [
  { kind: 'threshold', label: 'a figure passes a value' },
  { kind: 'consecutive', label: 'a job fails several times in a row' },
  { kind: 'missed', label: 'a schedule does not do what it should' },
  { kind: 'anomaly', label: 'a figure is not what it usually is at that hour' },
  { kind: 'deadLetter', label: 'a job dies' },
  { kind: 'newError', label: 'an error is new or came back' },
  { kind: 'absence', label: 'nothing is enqueued' },
  { kind: 'burnRate', label: 'the error budget burns too fast' },
];
const minute = 60_000;
const lengths = [0, 1, 2, 5, 10, 15, 30, 60, 120, 360, 720, 1440].map((minutes) => minutes * minute);
const words = (ms: number): string =>
  ms === 0
    ? 'at once'
    : ms < 3_600_000
      ? `${ms / minute} min`
      : ms < 86_400_000
        ? `${ms / 3_600_000} h`
        : `${ms / 86_400_000} d`;

interface RuleFieldsProps {
  draft: Draft;
  metrics: readonly string[];
  channels: readonly ChannelView[];
  faults: Record<string, string>;
  onChange: (change: Partial<Draft>) => void;
}

/** Everything about a rule, in the order in which people think of it. */
export function RuleFields({ draft, metrics, channels, faults, onChange }: RuleFieldsProps) {
  const hasValue = draft.kind !== 'newError';
  const toggle = (channel: string) =>
    draft.channels.includes(channel) ? draft.channels.filter((one) => one !== channel) : [...draft.channels, channel];
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-3.5">
      <Field
        label="Name"
        required
        value={draft.name}
        placeholder="Receipts are slow"
        fault={faults.name}
        onChange={(event) => onChange({ name: event.target.value })}
      />
      <Choice label="Fires when" value={draft.kind} onChange={(kind) => onChange(kindChange(draft, kind as RuleKind))}>
        {kinds.map(({ kind, label }) => (
          <option key={kind} value={kind}>
            {label}
          </option>
        ))}
      </Choice>
      {draft.kind === 'threshold' && (
        <Choice
          label="Figure"
          value={draft.metric}
          onChange={(metric) =>
            onChange({ metric: metric as Rule['metric'], value: firstValue(metric), recoveryValue: null })
          }
        >
          {metrics.map((metric) => (
            <option key={metric} value={metric}>
              {metricWords(metric)}
            </option>
          ))}
        </Choice>
      )}
      {hasValue && <Values draft={draft} faults={faults} onChange={onChange} />}
      <div className="grid grid-cols-2 gap-3.5">
        <Length label="Over" value={draft.windowMs} from={minute} onChange={(windowMs) => onChange({ windowMs })} />
        <Length label="Holding for" value={draft.forMs} onChange={(forMs) => onChange({ forMs })} />
        <Length
          label="Over again after being fine for"
          value={draft.keepFiringMs}
          onChange={(keepFiringMs) => onChange({ keepFiringMs })}
        />
        <Choice
          label="No data counts as"
          value={draft.noData}
          onChange={(noData) => onChange({ noData: noData as Rule['noData'] })}
        >
          <option value="ok">fine</option>
          <option value="keep">what was before</option>
          <option value="alert">wrong</option>
        </Choice>
      </div>
      <fieldset className="grid grid-cols-3 gap-3.5">
        <legend className="mb-1 text-xs text-dim">Only for (names, separated by commas; all when empty)</legend>
        {(['environment', 'queue', 'job'] as const).map((name) => (
          <Field
            key={name}
            label={name}
            value={draft[name]}
            onChange={(event) => onChange({ [name]: event.target.value })}
          />
        ))}
      </fieldset>
      <div className="grid grid-cols-2 gap-3.5">
        <Choice
          label="One alert for each"
          value={draft.groupBy.join(' ')}
          onChange={(text) => onChange({ groupBy: text.split(' ').filter(Boolean) as Rule['groupBy'] })}
        >
          <option value="">everything together</option>
          <option value="environment">environment</option>
          <option value="environment queue">environment and queue</option>
          <option value="queue">queue</option>
          <option value="queue job">queue and job</option>
          <option value="system">system</option>
        </Choice>
        <Field
          label="At least so many samples"
          inputMode="numeric"
          value={String(draft.minSamples)}
          fault={faults.minSamples}
          onChange={(event) => onChange({ minSamples: Math.max(0, Math.round(Number(event.target.value) || 0)) })}
        />
        <Choice
          label="Severity"
          value={draft.severity}
          onChange={(severity) => onChange({ severity: severity as Rule['severity'] })}
        >
          <option value="critical">critical</option>
          <option value="warning">warning</option>
          <option value="info">info</option>
        </Choice>
        <Length
          label="Told again every"
          value={draft.repeatMs}
          from={15 * minute}
          onChange={(repeatMs) => onChange({ repeatMs })}
        />
      </div>
      <fieldset>
        <legend className="mb-1 text-xs text-dim">Tell</legend>
        {channels.length === 0 && (
          <p className="text-dim">Nobody: add a channel first. The alert is shown here all the same.</p>
        )}
        <div className="flex flex-wrap gap-x-4 gap-y-1">
          {channels.map(({ id, name }) => (
            <label key={id} className="flex items-center gap-1.5">
              <input
                type="checkbox"
                checked={draft.channels.includes(id)}
                onChange={() => onChange({ channels: toggle(id) })}
              />
              {name}
            </label>
          ))}
        </div>
      </fieldset>
      <Field
        label="Runbook"
        type="url"
        value={draft.runbookUrl}
        placeholder="https://"
        fault={faults.runbookUrl}
        onChange={(event) => onChange({ runbookUrl: event.target.value })}
      />
    </div>
  );
}

function kindChange(draft: Draft, kind: RuleKind): Partial<Draft> {
  const { name, severity, environment, queue, job, channels, runbookUrl } = draft;
  return { ...newDraft(kind), name, severity, environment, queue, job, channels, runbookUrl };
}

function Values({ draft, faults, onChange }: Pick<RuleFieldsProps, 'draft' | 'faults' | 'onChange'>) {
  const { name, scale } = unitOf(draft.metric);
  const shown = (value: number): string => String(Number((value / scale).toPrecision(6)));
  const read = (text: string): number => (Number(text.replace(',', '.')) || 0) * scale;
  const unit = name === '' ? '' : `, ${name}`;
  return (
    <div className="grid grid-cols-[auto_minmax(0,1fr)_minmax(0,1fr)] gap-3.5">
      <Choice label="Is" value={draft.op} onChange={(op) => onChange({ op: op as Rule['op'] })}>
        <option value=">">above</option>
        <option value=">=">at least</option>
        <option value="<">below</option>
        <option value="<=">at most</option>
      </Choice>
      <Field
        label={`Value${unit}`}
        inputMode="decimal"
        value={shown(draft.value)}
        fault={faults.value}
        onChange={(event) => onChange({ value: read(event.target.value) })}
      />
      <Field
        label={`Fine again at${unit}`}
        inputMode="decimal"
        value={draft.recoveryValue === null ? '' : shown(draft.recoveryValue)}
        placeholder={shown(draft.value)}
        fault={faults.recoveryValue}
        onChange={(event) =>
          onChange({ recoveryValue: event.target.value.trim() === '' ? null : read(event.target.value) })
        }
      />
    </div>
  );
}

interface ChoiceProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  children: ReactNode;
}

function Choice({ label, value, onChange, children }: ChoiceProps) {
  const id = useId();
  return (
    <div className="grid min-w-0 grid-cols-[minmax(0,1fr)] content-start gap-1">
      <label htmlFor={id} className="text-xs text-dim">
        {label}
      </label>
      <select id={id} className="control h-[34px]" value={value} onChange={(event) => onChange(event.target.value)}>
        {children}
      </select>
    </div>
  );
}

/** A length of time from a list; one that is not in it stays choosable. */
function Length({
  label,
  value,
  from = 0,
  onChange,
}: {
  label: string;
  value: number;
  from?: number;
  onChange: (ms: number) => void;
}) {
  const all = [...new Set([...lengths.filter((ms) => ms >= from), value])].sort((a, b) => a - b);
  return (
    <Choice label={label} value={String(value)} onChange={(text) => onChange(Number(text))}>
      {all.map((ms) => (
        <option key={ms} value={ms}>
          {words(ms)}
        </option>
      ))}
    </Choice>
  );
}
