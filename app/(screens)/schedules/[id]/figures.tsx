'use client';
import { Figure, Figures } from '#app/_ui/figure.tsx';
import { formatMs } from '#app/_ui/format/duration.ts';
import { Status } from '#app/_ui/status.tsx';
import { scheduleTone } from '#app/_ui/tone.ts';
import { Age, Moment } from '#app/_ui/value.tsx';
import type { ScheduleDetail } from '#lib/contracts/schedule.ts';

export function ScheduleFigures({ schedule }: { schedule: ScheduleDetail }) {
  const {
    status,
    statusSince,
    text,
    cron,
    timeZone,
    nextDueAt,
    effectiveGraceMs,
    graceMs,
    maxRuntimeMs,
    seenAt,
    isOurs,
  } = schedule;
  return (
    <Figures label="How this schedule stands">
      <Figure
        label="Status"
        isWord
        value={<Status tone={scheduleTone[status] ?? 'unknown'}>{status}</Status>}
        note={<Age at={statusSince} />}
      />
      <Figure label="Rhythm" isWord value={text ?? 'not told'} exact={[cron, timeZone].filter(Boolean).join(' ')} />
      <Figure label="Next due" isWord value={<Moment at={nextDueAt} />} note={<Age at={nextDueAt} />} />
      <Figure
        label="Grace"
        isWord
        value={formatMs(effectiveGraceMs)}
        note={graceMs === null ? 'by the interval' : undefined}
      />
      <Figure label="May run" isWord value={maxRuntimeMs === null ? 'as long as it likes' : formatMs(maxRuntimeMs)} />
      {!isOurs && <Figure label="Seen at its backend" isWord value={<Age at={seenAt} />} />}
    </Figures>
  );
}
