'use client';
import { Field } from '#app/_ui/field.tsx';
import { metricWords, unitOf } from '#lib/alerts/metric-words.ts';
import { type Rule, type RuleKind, type ScheduleFault, scheduleFaults } from '#lib/contracts/alert-rule.ts';
import { Choice } from './choice.tsx';
import { choosesMetric, type Draft, firstValue, hasValue, newDraft, tooFastDraft } from './draft.ts';

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
const faultWords: Readonly<Record<ScheduleFault, string>> = {
  missed: 'did not run',
  late: 'is late',
  overrunning: 'runs for too long',
  overlapping: 'began before the run before ended',
  double: 'ran twice',
};

export interface ConditionProps {
  draft: Draft;
  metrics: readonly string[];
  faults: Record<string, string>;
  onChange: (change: Partial<Draft>) => void;
}

/** When the rule fires: its kind, what it looks at, and its value. */
export function ConditionFields({ draft, metrics, faults, onChange }: ConditionProps) {
  return (
    <>
      <Choice
        label="Fires when"
        value={draft.kind}
        onChange={(kind) => onChange(kept(draft, kind === 'tooFast' ? tooFastDraft() : newDraft(kind as RuleKind)))}
      >
        {kinds.map(({ kind, label }) => (
          <option key={kind} value={kind}>
            {label}
          </option>
        ))}
        <option value="tooFast">a job ends too fast</option>
      </Choice>
      {choosesMetric(draft.kind) && (
        <Choice
          label="Figure"
          value={draft.metric}
          onChange={(text) => {
            const metric = text as Rule['metric'];
            onChange(
              draft.kind === 'threshold' ? { metric, value: firstValue(metric), recoveryValue: null } : { metric },
            );
          }}
        >
          {metrics.map((metric) => (
            <option key={metric} value={metric}>
              {metricWords(metric)}
            </option>
          ))}
        </Choice>
      )}
      {draft.kind === 'missed' && <ScheduleFaults draft={draft} onChange={onChange} />}
      {draft.kind === 'burnRate' && (
        <Field
          label="Of all runs so many are to succeed, %"
          inputMode="decimal"
          value={String(Number((draft.objective * 100).toPrecision(7)))}
          fault={faults.objective}
          onChange={(event) => onChange({ objective: (Number(event.target.value.replace(',', '.')) || 0) / 100 })}
        />
      )}
      {draft.kind === 'consecutive' && <Row draft={draft} faults={faults} onChange={onChange} />}
      {draft.kind === 'anomaly' && <Distance draft={draft} faults={faults} onChange={onChange} />}
      {hasValue(draft.kind) && draft.kind !== 'consecutive' && draft.kind !== 'anomaly' && (
        <Values draft={draft} faults={faults} onChange={onChange} />
      )}
    </>
  );
}

/** What does not depend on the kind stays when another is chosen. */
function kept(draft: Draft, next: Draft): Partial<Draft> {
  const { name, severity, environment, queue, job, schedule, channels, runbookUrl } = draft;
  return { ...next, name, severity, environment, queue, job, schedule, channels, runbookUrl };
}

type PartProps = Pick<ConditionProps, 'draft' | 'faults' | 'onChange'>;

function ScheduleFaults({ draft, onChange }: Pick<ConditionProps, 'draft' | 'onChange'>) {
  const toggle = (fault: ScheduleFault) =>
    draft.faults.includes(fault) ? draft.faults.filter((one) => one !== fault) : [...draft.faults, fault];
  return (
    <fieldset>
      <legend className="mb-1 text-xs text-dim">It</legend>
      <div className="flex flex-wrap gap-x-4 gap-y-1">
        {scheduleFaults.map((fault) => (
          <label key={fault} className="flex items-center gap-1.5">
            <input
              type="checkbox"
              checked={draft.faults.includes(fault)}
              onChange={() => onChange({ faults: toggle(fault) })}
            />
            {faultWords[fault]}
          </label>
        ))}
      </div>
    </fieldset>
  );
}

const whole = (text: string): number => Math.max(1, Math.round(Number(text) || 1));

function Row({ draft, faults, onChange }: PartProps) {
  return (
    <div className="grid grid-cols-2 gap-3.5">
      <Field
        label="Failures in a row"
        inputMode="numeric"
        value={String(draft.value)}
        fault={faults.value}
        onChange={(event) => onChange({ value: whole(event.target.value) })}
      />
      <Field
        label="Fine again after successes in a row"
        inputMode="numeric"
        value={String(draft.recoveryValue ?? 1)}
        fault={faults.recoveryValue}
        onChange={(event) => onChange({ recoveryValue: whole(event.target.value) })}
      />
    </div>
  );
}

function Distance({ draft, faults, onChange }: PartProps) {
  return (
    <div className="grid grid-cols-2 gap-3.5">
      <Choice label="It is" value={draft.op} onChange={(op) => onChange({ op: op as Rule['op'] })}>
        <option value=">">above usual</option>
        <option value="<">below usual</option>
      </Choice>
      <Field
        label="By so many usual spreads"
        inputMode="decimal"
        hint="of the same hour of the last four weeks"
        value={String(draft.value)}
        fault={faults.value}
        onChange={(event) =>
          onChange({ value: Number(event.target.value.replace(',', '.')) || 1, recoveryValue: null })
        }
      />
    </div>
  );
}

function Values({ draft, faults, onChange }: PartProps) {
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
