// The form's fields → what the API takes. What is wrong is said by the API, field by field. Pure.
import type { ScheduleChange, ScheduleInput } from '#lib/contracts/schedule.ts';

const units = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** `90`, `90 s`, `5 m`, `1.5 h`, `1 d` in ms; null = empty; NaN = none of these. */
export function readDuration(text: string): number | null {
  if (text.trim() === '') return null;
  const [, number, unit = 's'] = /^\s*(\d+(?:\.\d+)?)\s*([smhd])?\s*$/.exec(text) ?? [];
  return number === undefined ? Number.NaN : Math.round(Number(number) * units[unit as keyof typeof units]);
}

/** The inverse, for a form that is opened again: the largest unit that needs no fraction. */
export function writeDuration(ms: number | null): string {
  if (ms === null) return '';
  const [unit, size] = Object.entries(units).findLast(([, size]) => ms % size === 0) ?? ['s', 1_000];
  return `${ms / size} ${unit}`;
}

const text = (form: FormData, name: string): string => String(form.get(name) ?? '').trim();

/** Names of duration fields that cannot be read, each with what would be. */
export function durationFaults(form: FormData): Record<string, string> {
  const faults: Record<string, string> = {};
  for (const name of ['everyMs', 'graceMs', 'maxRuntimeMs']) {
    if (Number.isNaN(readDuration(text(form, name)))) faults[name] = 'must be like 90 s, 5 m, 2 h or 1 d';
  }
  return faults;
}

function rhythmFrom(form: FormData) {
  const isInterval = text(form, 'kind') === 'every';
  return {
    cron: isInterval ? null : text(form, 'cron') || null,
    everyMs: isInterval ? readDuration(text(form, 'everyMs')) : null,
    timeZone: isInterval ? null : text(form, 'timeZone') || null,
  };
}

const limitsFrom = (form: FormData) => ({
  graceMs: readDuration(text(form, 'graceMs')),
  maxRuntimeMs: readDuration(text(form, 'maxRuntimeMs')),
});

export const scheduleFrom = (form: FormData): ScheduleInput => ({
  name: text(form, 'name'),
  environment: text(form, 'environment'),
  ...rhythmFrom(form),
  ...limitsFrom(form),
});

/** What may be changed: of a schedule that its backend tells, only how it is watched. */
export const changeFrom = (form: FormData, may: { name: boolean; rhythm: boolean }): ScheduleChange => ({
  ...(may.name ? { name: text(form, 'name') } : {}),
  ...(may.rhythm ? rhythmFrom(form) : {}),
  ...limitsFrom(form),
});
