// Where the time of a run went, as bars on the axis: planned delay, waiting, work, failure.
import { formatMs } from '#app/_ui/format/duration.ts';
import { attemptTone, runTone, type Tone } from '#app/_ui/tone.ts';
import type { AttemptView } from '#lib/contracts/run.ts';
import { type DrawnSpan, startOf } from './drawn-span.ts';
import type { Subject } from './subject.ts';

/** `delay`: put aside on purpose. `wait`: ready and not taken. `frame`: the whole life of a run. */
export type BarKind = 'delay' | 'wait' | 'work' | 'fail' | 'frame';
export interface Bar {
  kind: BarKind;
  fromMs: number;
  toMs: number;
}

export interface Drawn {
  bars: Bar[];
  /** Null: that of a span, which is made when it is drawn (`labelOf`). */
  label: string | null;
  tone: Tone;
  startMs: number;
  endMs: number;
}

const ms = (at: string | null): number | null => (at === null ? null : Date.parse(at));
const join = (parts: (string | null | false)[]): string => parts.filter(Boolean).join(' · ');

/** The run's own row: delay until due, wait until first started; its work too when attempts are not known one by one. */
export function runBars({ run, attempts, attemptCount }: Subject, nowMs: number): Drawn | null {
  const enqueued = ms(run.enqueuedAt);
  const due = ms(run.dueAt);
  const started = ms(run.startedAt);
  const finished = ms(run.finishedAt);
  const start = enqueued ?? due ?? started ?? finished;
  if (start === null) return null;
  const end = Math.max(finished ?? (started === null && due !== null ? Math.max(due, nowMs) : nowMs), start);
  const bars: Bar[] = [{ kind: 'frame', fromMs: start, toMs: end }];
  const ready = Math.max(start, due ?? start);
  const isDelayed = ready - start > 0;
  if (isDelayed) bars.push({ kind: 'delay', fromMs: start, toMs: Math.min(ready, started ?? ready) });
  const waitEnd = started ?? (finished === null ? nowMs : finished);
  const isWaiting = waitEnd > ready;
  if (isWaiting) bars.push({ kind: 'wait', fromMs: ready, toMs: waitEnd });
  if (attempts === null && started !== null) {
    // Of several attempts only the last one's length is known here: what lies before it stays open.
    const from = attemptCount > 1 ? Math.max(started, end - (run.durationMs ?? end - started)) : started;
    bars.push({ kind: run.state === 'dead' ? 'fail' : 'work', fromMs: from, toMs: Math.max(end, from) });
  }
  const wait = run.waitMs ?? (started === null && isWaiting ? waitEnd - ready : null);
  const label = join([
    isDelayed && `${formatMs(ready - start)} planned`,
    wait !== null && `${run.isSkewed ? '≈ ' : ''}${formatMs(wait)} in queue`,
    attempts === null && run.durationMs !== null && `${formatMs(run.durationMs)} work`,
    attempts === null && attemptCount > 1 && `attempt ${attemptCount}`,
    attempts === null && run.error && run.state === 'dead' && (run.error.type ?? run.error.message),
  ]);
  return { bars, label, tone: runTone[run.state], startMs: start, endMs: end };
}

export function attemptBars(attempt: AttemptView, nowMs: number): Drawn | null {
  const finished = ms(attempt.finishedAt);
  const start = ms(attempt.startedAt) ?? finished;
  if (start === null) return null;
  const end = Math.max(finished ?? (attempt.state === 'running' ? nowMs : start), start);
  const isBad = attempt.state === 'failed' || attempt.state === 'lost';
  const label = join([
    attempt.state === 'running' ? `running for ${formatMs(end - start)}` : formatMs(attempt.durationMs),
    attempt.state !== 'running' && attempt.state !== 'succeeded' && !attempt.error && attempt.state,
    attempt.error && (attempt.error.type ?? attempt.error.message),
  ]);
  return {
    bars: [{ kind: isBad ? 'fail' : 'work', fromMs: start, toMs: end }],
    label,
    tone: attemptTone[attempt.state],
    startMs: start,
    endMs: end,
  };
}

export function spanBars(span: DrawnSpan): Drawn {
  const start = startOf(span);
  const end = start + span.durationMs;
  const isBad = span.status === 'error';
  return {
    bars: [{ kind: isBad ? 'fail' : 'work', fromMs: start, toMs: end }],
    label: null,
    tone: isBad ? 'bad' : 'idle',
    startMs: start,
    endMs: end,
  };
}

export const spanLabel = (span: DrawnSpan): string =>
  join([formatMs(span.durationMs), span.status === 'error' && span.statusMessage]);
