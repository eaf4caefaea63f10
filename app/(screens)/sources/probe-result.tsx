'use client';
import { formatMs } from '#app/_ui/format/duration.ts';
import { formatCount } from '#app/_ui/format/number.ts';
import { Status } from '#app/_ui/status.tsx';
import type { ProbeView } from '#lib/contracts/source-probe.ts';
import { costSentence } from './cost-words.ts';

/** What a watcher would see with these settings, what it would not, and what reading costs the backend. */
export function ProbeResult({ probe }: { probe: ProbeView }) {
  if (!probe.isOk) {
    return (
      <div className="grid gap-1">
        <Status tone="bad">cannot be read</Status>
        <p className="break-words">{probe.message}</p>
      </div>
    );
  }
  return (
    <div className="grid gap-1.5">
      <Status tone={probe.missing.length > 0 ? 'warn' : 'ok'}>can be read</Status>
      <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-0.5">
        <Fact name="Server">{[probe.server, probe.library].filter((part) => part !== null).join(' · ') || '–'}</Fact>
        <Fact name="Queues">{queuesOf(probe)}</Fact>
        <Fact name="Clock">{clockOf(probe.clockOffsetMs)}</Fact>
        <Fact name="Cost">{costOf(probe)}</Fact>
      </dl>
      {probe.missing.map((lack) => (
        <p key={lack} className="text-xs text-dim">
          Will not be seen: {lack}
        </p>
      ))}
    </div>
  );
}

function Fact({ name, children }: { name: string; children: string }) {
  return (
    <>
      <dt className="text-dim">{name}</dt>
      <dd className="min-w-0 break-words">{children}</dd>
    </>
  );
}

function queuesOf({ queues, queueCount }: ProbeView): string {
  if (queueCount === null || queueCount === 0) return 'none found yet; they appear by themselves';
  const shown = queues.slice(0, 8).join(', ');
  return queueCount > 8 ? `${formatCount(queueCount)}: ${shown} …` : shown;
}

function clockOf(ms: number | null): string {
  if (ms === null) return 'not known';
  if (Math.abs(ms) < 50) return 'agrees with ours';
  return `${formatMs(Math.abs(ms))} ${ms > 0 ? 'ahead of' : 'behind'} ours`;
}

function costOf({ cost, readMs }: ProbeView): string {
  if (!cost) return 'not known';
  return readMs === null ? costSentence(cost) : `${costSentence(cost)}; a read took ${formatMs(readMs)}`;
}
