'use client';
import { useState } from 'react';
import { Field } from '#app/_ui/field.tsx';
import type { ScheduleView } from '#lib/contracts/schedule.ts';
import { writeDuration } from './form-to-schedule.ts';

interface ScheduleFieldsProps {
  /** null = a new one. */
  schedule: ScheduleView | null;
  environment: string;
  faults: Record<string, string>;
}

/** Name, rhythm and limits; what a backend tells is not asked for. */
export function ScheduleFields({ schedule, environment, faults }: ScheduleFieldsProps) {
  const mayRename = schedule === null || schedule.isOurs;
  return (
    <div className="grid gap-3.5 px-4 py-3.5">
      {mayRename && (
        <div className="grid gap-3.5 sm:grid-cols-2">
          <Field
            name="name"
            label="Name"
            required
            defaultValue={schedule?.name}
            placeholder="nightly-backup"
            fault={faults.name}
          />
          <Field
            name="environment"
            label="Environment"
            required
            disabled={schedule !== null}
            defaultValue={schedule?.environment ?? environment}
            fault={faults.environment}
          />
        </div>
      )}
      {(schedule === null || schedule.isRhythmOurs) && <RhythmFields schedule={schedule} faults={faults} />}
      <div className="grid gap-3.5 sm:grid-cols-2">
        <Field
          name="graceMs"
          label="Missed when it has not begun after"
          defaultValue={writeDuration(schedule?.graceMs ?? null)}
          placeholder="5 m"
          hint="Empty: a tenth of the interval, between a minute and an hour."
          fault={faults.graceMs}
        />
        <Field
          name="maxRuntimeMs"
          label="Too long when it runs more than"
          defaultValue={writeDuration(schedule?.maxRuntimeMs ?? null)}
          placeholder="30 m"
          hint="Empty: as long as it likes."
          fault={faults.maxRuntimeMs}
        />
      </div>
    </div>
  );
}

function RhythmFields({ schedule, faults }: Pick<ScheduleFieldsProps, 'schedule' | 'faults'>) {
  const [kind, setKind] = useState<'cron' | 'every'>(schedule?.everyMs ? 'every' : 'cron');
  return (
    <fieldset className="grid gap-2">
      <legend className="mb-1 text-xs text-dim">Due</legend>
      <div className="flex gap-4">
        {(['cron', 'every'] as const).map((one) => (
          <label key={one} className="flex items-center gap-1.5">
            <input type="radio" name="kind" value={one} checked={kind === one} onChange={() => setKind(one)} />
            {one === 'cron' ? 'By a cron expression' : 'So long after its last start'}
          </label>
        ))}
      </div>
      {kind === 'cron' ? (
        <div className="grid gap-3.5 sm:grid-cols-2">
          <Field
            name="cron"
            label="Cron expression"
            className="control mono h-[34px]"
            defaultValue={schedule?.cron ?? ''}
            placeholder="30 3 * * *"
            hint="Minute, hour, day, month, weekday. Empty: whenever it likes."
            fault={faults.cron}
          />
          <Field
            name="timeZone"
            label="Time zone"
            defaultValue={schedule?.timeZone ?? ''}
            placeholder="UTC"
            hint="Such as Europe/Berlin: its summer time counts."
            fault={faults.timeZone}
          />
        </div>
      ) : (
        <Field
          name="everyMs"
          label="Every"
          required
          defaultValue={writeDuration(schedule?.everyMs ?? null)}
          placeholder="15 m"
          fault={faults.everyMs}
        />
      )}
    </fieldset>
  );
}
