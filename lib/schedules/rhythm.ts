// When a schedule is due. Cron expressions are read as cron itself does (croner): where a clock is put forward, what was due in the gap is
// due right after it; where it is put back, a fixed time is due once, and what runs by the hour or minute goes on. Pure; all times in ms.
import { Cron } from 'croner';
import { AppError } from '#lib/errors.ts';

export interface Rhythm {
  cron: string | null;
  everyMs: number | null;
  /** IANA name; null = UTC. */
  timeZone: string | null;
  /** Of `everyMs`: a moment at which it is due; null = it counts from the last start. */
  anchorMs: number | null;
}

const maxKept = 2_000;
const parsed = new Map<string, Cron | null>();

function cronOf(expression: string, timeZone: string | null): Cron | null {
  const key = `${timeZone ?? ''}\0${expression}`;
  const known = parsed.get(key);
  if (known !== undefined) return known;
  if (parsed.size >= maxKept) parsed.clear();
  const made = tryCron(expression, timeZone);
  parsed.set(key, made);
  return made;
}

function tryCron(expression: string, timeZone: string | null): Cron | null {
  try {
    return new Cron(expression, { timezone: timeZone ?? 'UTC', fixedTimeRule: 'no-wildcard', paused: true });
  } catch {
    return null;
  }
}

export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** Throws AppError('invalid_input') with `fields` for an expression or a zone that nobody can read, or one that never comes due. */
export function checkRhythm({ cron, everyMs, timeZone }: Omit<Rhythm, 'anchorMs'>, nowMs: number): void {
  const fields: Record<string, string> = {};
  if (cron !== null && everyMs !== null) fields.everyMs = 'cannot be given together with cron';
  if (timeZone !== null && !isTimeZone(timeZone)) {
    fields.timeZone = 'is not a time zone such as Europe/Berlin or UTC';
  } else if (cron !== null) {
    const read = cronOf(cron, timeZone);
    if (!read) fields.cron = 'is not a cron expression such as "30 3 * * *" (minute hour day month weekday)';
    else if (read.nextRun(new Date(nowMs)) === null) fields.cron = 'never comes due again';
  }
  if (Object.keys(fields).length > 0) throw new AppError('invalid_input', 'Some values are not valid.', { fields });
}

/** Due times after `afterMs`, up to and with `untilMs`, the earliest first, at most `limit`. Nothing for a rhythm that is not known or moves. */
export function dueTimes(rhythm: Rhythm, afterMs: number, untilMs: number, limit: number): number[] {
  const { cron, everyMs, anchorMs } = rhythm;
  const due: number[] = [];
  if (everyMs !== null && anchorMs !== null) {
    const first = anchorMs + (Math.floor((afterMs - anchorMs) / everyMs) + 1) * everyMs;
    for (let at = first; at <= untilMs && due.length < limit; at += everyMs) due.push(at);
    return due;
  }
  const read = cron === null ? null : cronOf(cron, rhythm.timeZone);
  if (!read) return due;
  // croner's own start is inclusive of the second after it.
  for (let at = read.nextRun(new Date(afterMs)); at && due.length < limit; at = read.nextRun(at)) {
    if (at.getTime() > untilMs) break;
    if (at.getTime() > afterMs) due.push(at.getTime());
  }
  return due;
}

/** The next due time after `afterMs`; null where none is known. `lastStartMs`: what a moving interval counts from. */
export function nextDue(rhythm: Rhythm, afterMs: number, lastStartMs: number | null): number | null {
  const { everyMs, anchorMs } = rhythm;
  if (everyMs !== null && anchorMs === null) {
    if (lastStartMs === null) return null;
    const missed = Math.max(0, Math.floor((afterMs - lastStartMs) / everyMs));
    return lastStartMs + (missed + 1) * everyMs;
  }
  return dueTimes(rhythm, afterMs, Number.MAX_SAFE_INTEGER, 1)[0] ?? null;
}

const intervals = new Map<string, number | null>();

/** From the due time after the hour of `atMs` to the one after that; null where none is known. Remembered: it is asked for at every look. */
export function intervalMs(rhythm: Rhythm, atMs: number): number | null {
  const { cron, everyMs, timeZone } = rhythm;
  if (everyMs !== null || cron === null) return everyMs;
  const hour = Math.floor(atMs / hourMs) * hourMs;
  const key = `${hour}\0${timeZone ?? ''}\0${cron}`;
  const known = intervals.get(key);
  if (known !== undefined) return known;
  const [first, second] = dueTimes(rhythm, hour, Number.MAX_SAFE_INTEGER, 2);
  const interval = first === undefined || second === undefined ? null : second - first;
  if (intervals.size >= maxKept) intervals.clear();
  intervals.set(key, interval);
  return interval;
}

const hourMs = 3_600_000;
const minuteMs = 60_000;

/** How late a run may start where nobody said so: a tenth of the interval, between one minute and one hour. */
export function defaultGraceMs(interval: number | null): number {
  return interval === null ? minuteMs : Math.min(Math.max(minuteMs, Math.round(interval / 10)), hourMs);
}
