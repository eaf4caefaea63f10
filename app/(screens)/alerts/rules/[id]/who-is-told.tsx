'use client';
import { formatMs } from '#app/_ui/format/duration.ts';
import { Link } from '#app/_ui/link.tsx';
import type { ChannelView } from '#lib/contracts/alert-channel.ts';
import { Length } from './choice.tsx';
import type { Draft } from './draft.ts';

const minute = 60_000;

interface WhoIsToldProps {
  draft: Draft;
  /** Undefined while they are not known. */
  channels: readonly ChannelView[] | undefined;
  onChange: (change: Partial<Draft>) => void;
}

/** Channels, how notices are grouped, and in words what will happen. */
export function WhoIsTold({ draft, channels, onChange }: WhoIsToldProps) {
  const toggle = (id: string) =>
    draft.channels.includes(id) ? draft.channels.filter((one) => one !== id) : [...draft.channels, id];
  return (
    <fieldset className="grid gap-2">
      <legend className="mb-1 text-xs text-dim">Tell</legend>
      {channels === undefined && <p className="text-dim">Which channels there are is not known yet.</p>}
      {channels?.length === 0 && (
        <p className="text-dim">
          Nobody: <Link href="/alerts/channels">add a channel</Link> first. The alert is shown here all the same.
        </p>
      )}
      <div className="flex flex-wrap gap-x-4 gap-y-1">
        {channels?.map(({ id, name, kind }) => (
          <label key={id} className="flex items-center gap-1.5">
            <input
              type="checkbox"
              checked={draft.channels.includes(id)}
              onChange={() => onChange({ channels: toggle(id) })}
            />
            {name} <span className="text-xs text-dim">{kind}</span>
          </label>
        ))}
      </div>
      <div className="grid grid-cols-3 gap-3.5">
        <Length
          label="Waits for others"
          value={draft.groupWaitMs}
          onChange={(groupWaitMs) => onChange({ groupWaitMs })}
        />
        <Length
          label="Then at most every"
          value={draft.groupIntervalMs}
          from={minute}
          onChange={(groupIntervalMs) => onChange({ groupIntervalMs })}
        />
        <Length
          label="Told again every"
          value={draft.repeatMs}
          from={15 * minute}
          onChange={(repeatMs) => onChange({ repeatMs })}
        />
      </div>
      <p className="text-xs text-dim" aria-live="polite">
        {channels && toldSentence(draft, channels)}
      </p>
    </fieldset>
  );
}

/** "When it fires, on call (slack) hears of it after 30 s, …" */
export function toldSentence(draft: Draft, channels: readonly ChannelView[]): string {
  const told = channels.filter(({ id }) => draft.channels.includes(id));
  if (told.length === 0) return 'Nobody is told: the alert is shown here.';
  const names = told.map(({ name, disabledReason }) => (disabledReason ? `${name} (disabled)` : name)).join(', ');
  const when =
    draft.groupWaitMs === 0
      ? 'at once'
      : `${formatMs(draft.groupWaitMs)} later, with what else of this rule fires by then`;
  const ends = told.filter(({ sendResolved }) => sendResolved);
  const end =
    ends.length === 0
      ? 'Nobody is told when it is over.'
      : ends.length === told.length
        ? 'They hear when it is over.'
        : `${ends.map(({ name }) => name).join(', ')} hear when it is over.`;
  return `${names}: ${when}, again every ${formatMs(draft.repeatMs)} until somebody acknowledges it. ${end}`;
}
