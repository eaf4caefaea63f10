'use client';
import { type FormEvent, useState } from 'react';
import { addSchedule, changeSchedule } from '#app/_data/schedule.ts';
import { Dialog } from '#app/_ui/dialog.tsx';
import { Fault } from '#app/_ui/fault.tsx';
import type { ScheduleCreated, ScheduleView } from '#lib/contracts/schedule.ts';
import { CheckInSnippets } from './check-in-snippets.tsx';
import { changeFrom, durationFaults, scheduleFrom } from './form-to-schedule.ts';
import { ScheduleFields } from './schedule-fields.tsx';
import { useSaving } from './use-saving.ts';

interface ScheduleDialogProps {
  /** null = a new one. */
  schedule: ScheduleView | null;
  environment: string;
  onClose: () => void;
}

/** The form of one schedule; a new one is answered with what to paste where the job runs. */
export function ScheduleDialog({ schedule, environment, onClose }: ScheduleDialogProps) {
  const { isBusy, fault, save, setFault } = useSaving();
  const [created, setCreated] = useState<ScheduleCreated | null>(null);
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const fields = durationFaults(form);
    if (Object.keys(fields).length > 0) return setFault({ message: 'Some values are not valid.', fields });
    if (schedule === null) return setCreated(await save(() => addSchedule(scheduleFrom(form))));
    const change = changeFrom(form, { name: schedule.isOurs, rhythm: schedule.isRhythmOurs });
    if (await save(() => changeSchedule(schedule.id, change))) onClose();
  };
  if (created) {
    return (
      <Dialog title="Check in from where the job runs" onClose={onClose}>
        <CheckInSnippets schedule={created} onClose={onClose} />
      </Dialog>
    );
  }
  return (
    <Dialog title={schedule ? `Change ${schedule.name}` : 'Add a schedule'} onClose={onClose}>
      <form onSubmit={submit}>
        <ScheduleFields schedule={schedule} environment={environment} faults={fault?.fields ?? {}} />
        <footer className="sticky bottom-0 flex flex-wrap items-center gap-3 border-t border-line bg-panel px-4 py-2.5">
          <button type="submit" className="button-main" disabled={isBusy}>
            {schedule ? 'Save' : 'Add it'}
          </button>
          <Fault>{fault?.message}</Fault>
        </footer>
      </form>
    </Dialog>
  );
}
