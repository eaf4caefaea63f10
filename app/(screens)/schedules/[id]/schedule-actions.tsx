'use client';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { changeSchedule, removeSchedule } from '#app/_data/schedule.ts';
import { useScopedLink } from '#app/_data/scope.ts';
import { Dialog } from '#app/_ui/dialog.tsx';
import { Fault } from '#app/_ui/fault.tsx';
import type { ScheduleCreated, ScheduleDetail } from '#lib/contracts/schedule.ts';
import { CheckInSnippets } from '../check-in-snippets.tsx';
import { useSaving } from '../use-saving.ts';

interface ScheduleActionsProps {
  schedule: ScheduleDetail;
  open: 'change' | 'token' | null;
  setOpen: (open: 'change' | 'token' | null) => void;
}

export function ScheduleActions({ schedule, open, setOpen }: ScheduleActionsProps) {
  const { id, pausedAt, isOurs } = schedule;
  const { isBusy, fault, save } = useSaving();
  return (
    <>
      {fault && (
        <span role="alert" className="text-xs text-bad">
          {fault.message}
        </span>
      )}
      <button
        type="button"
        className="control"
        disabled={isBusy}
        title="Due times are nobody’s fault while it is paused; the job itself goes on"
        onClick={() => void save(() => changeSchedule(id, { paused: pausedAt === null }))}
      >
        {pausedAt === null ? 'Pause watching' : 'Watch again'}
      </button>
      <button type="button" className="control" onClick={() => setOpen('change')}>
        Change
      </button>
      {isOurs && (
        <button type="button" className="control" onClick={() => setOpen('token')}>
          Token
        </button>
      )}
      {open === 'token' && isOurs && <TokenDialog schedule={schedule} onClose={() => setOpen(null)} />}
    </>
  );
}

/** A token cannot be shown again: a new one takes its place, or the schedule goes. */
function TokenDialog({ schedule, onClose }: { schedule: ScheduleDetail; onClose: () => void }) {
  const { isBusy, fault, save } = useSaving();
  const [created, setCreated] = useState<ScheduleCreated | null>(null);
  const router = useRouter();
  const link = useScopedLink();
  const rotate = async () => {
    const changed = await save(() => changeSchedule(schedule.id, { rotateToken: true }));
    if (changed?.token && changed.urls) setCreated({ ...changed, token: changed.token, urls: changed.urls });
  };
  const remove = async () => {
    const isRemoved = await save(async () => {
      await removeSchedule(schedule.id);
      return true;
    });
    if (isRemoved) router.push(link('/schedules'));
  };
  return (
    <Dialog title={`Token of ${schedule.name}`} onClose={onClose}>
      {created ? (
        <CheckInSnippets schedule={created} onClose={onClose} />
      ) : (
        <div className="grid gap-3.5 px-4 py-3.5">
          <p>
            Only a hash of the token is kept. With a new one, whatever checks in with the old one is refused within
            seconds.
          </p>
          <footer className="flex flex-wrap items-center gap-2">
            <button type="button" className="button-main" disabled={isBusy} onClick={() => void rotate()}>
              Make a new token
            </button>
            <button type="button" className="control h-[32px]" disabled={isBusy} onClick={() => void remove()}>
              Remove the schedule; its runs stay
            </button>
            <Fault>{fault?.message}</Fault>
          </footer>
        </div>
      )}
    </Dialog>
  );
}
