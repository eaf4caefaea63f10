import { describe, expect, it } from 'vitest';
import { changeFrom, durationFaults, readDuration, scheduleFrom, writeDuration } from './form-to-schedule.ts';

const formOf = (fields: Record<string, string>): FormData => {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  return form;
};

describe('the form of a schedule', () => {
  it('reads durations as people write them, and writes them so that they read the same', () => {
    expect(['', '90', '90 s', '5m', '1.5 h', '1 d', 'soon'].map(readDuration)).toEqual([
      null,
      90_000,
      90_000,
      300_000,
      5_400_000,
      86_400_000,
      Number.NaN,
    ]);
    for (const ms of [1_000, 90_000, 300_000, 5_400_000, 86_400_000]) expect(readDuration(writeDuration(ms))).toBe(ms);
    expect(durationFaults(formOf({ graceMs: 'soon', everyMs: '5 m' }))).toEqual({
      graceMs: 'must be like 90 s, 5 m, 2 h or 1 d',
    });
  });

  it('gives a cron expression with its zone, or an interval, and leaves empty what is empty', () => {
    const common = { name: ' nightly ', environment: 'production', cron: '0 3 * * *', timeZone: 'UTC', everyMs: '5 m' };
    expect(scheduleFrom(formOf({ ...common, kind: 'cron' }))).toEqual({
      name: 'nightly',
      environment: 'production',
      cron: '0 3 * * *',
      everyMs: null,
      timeZone: 'UTC',
      graceMs: null,
      maxRuntimeMs: null,
    });
    expect(scheduleFrom(formOf({ ...common, kind: 'every' }))).toMatchObject({
      cron: null,
      everyMs: 300_000,
      timeZone: null,
    });
  });

  it('changes of a backend’s schedule only how it is watched', () => {
    const form = formOf({ name: 'x', kind: 'cron', cron: '@daily', graceMs: '10 s' });
    expect(changeFrom(form, { name: false, rhythm: false })).toEqual({ graceMs: 10_000, maxRuntimeMs: null });
    expect(changeFrom(form, { name: true, rhythm: true })).toMatchObject({ name: 'x', cron: '@daily' });
  });
});
