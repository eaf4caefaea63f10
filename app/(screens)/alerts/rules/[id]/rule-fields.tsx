'use client';
import { Field } from '#app/_ui/field.tsx';
import type { ChannelView } from '#lib/contracts/alert-channel.ts';
import type { Rule } from '#lib/contracts/alert-rule.ts';
import { Choice, Length } from './choice.tsx';
import { ConditionFields } from './condition-fields.tsx';
import type { Draft } from './draft.ts';
import { WhoIsTold } from './who-is-told.tsx';

const minute = 60_000;

interface RuleFieldsProps {
  draft: Draft;
  metrics: readonly string[];
  /** Undefined while they are not known. */
  channels: readonly ChannelView[] | undefined;
  faults: Record<string, string>;
  onChange: (change: Partial<Draft>) => void;
}

/** Everything about a rule, in the order in which people think of it. */
export function RuleFields({ draft, metrics, channels, faults, onChange }: RuleFieldsProps) {
  const filters =
    draft.kind === 'missed' ? (['environment', 'schedule'] as const) : (['environment', 'queue', 'job'] as const);
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
      <ConditionFields draft={draft} metrics={metrics} faults={faults} onChange={onChange} />
      <div className="grid grid-cols-2 gap-3.5">
        {draft.kind !== 'missed' && (
          <Length label="Over" value={draft.windowMs} from={minute} onChange={(windowMs) => onChange({ windowMs })} />
        )}
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
        {filters.map((name) => (
          <Field
            key={name}
            label={name}
            value={draft[name]}
            onChange={(event) => onChange({ [name]: event.target.value })}
          />
        ))}
      </fieldset>
      <div className="grid grid-cols-2 gap-3.5">
        {draft.kind !== 'missed' && draft.kind !== 'newError' && <Grouping draft={draft} onChange={onChange} />}
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
      </div>
      <WhoIsTold draft={draft} channels={channels} onChange={onChange} />
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

const groupings = [
  '',
  'environment',
  'environment queue',
  'environment queue job',
  'queue',
  'queue job',
  'environment system',
  'system',
] as const;

function Grouping({ draft, onChange }: Pick<RuleFieldsProps, 'draft' | 'onChange'>) {
  const now = draft.groupBy.join(' ');
  const all = (groupings as readonly string[]).includes(now) ? groupings : [...groupings, now];
  return (
    <Choice
      label="One alert for each"
      value={now}
      onChange={(text) => onChange({ groupBy: text.split(' ').filter(Boolean) as Rule['groupBy'] })}
    >
      {all.map((labels) => (
        <option key={labels} value={labels}>
          {labels === '' ? 'everything together' : labels.replaceAll(' ', ', ')}
        </option>
      ))}
    </Choice>
  );
}
