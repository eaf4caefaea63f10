import { expect, it } from 'vitest';
import { completeRule } from '#lib/alerts/complete-rule.ts';
import { ruleInput } from '#lib/contracts/alert-rule.ts';
import { replay } from './episodes.ts';
import { seriesFromHistory, seriesFromStandings } from './schedule-series.ts';

const minute = 60_000;
const rule = completeRule(ruleInput.parse({ name: 'x', kind: 'missed', filter: { schedule: ['nightly'] } }));
const named = { environment: 'test', source: 'cron', system: 'check-in', name: 'nightly', queue: null, job: null };
const standing = { ...named, id: 's', since: new Date(0), runId: 'run', judgedAt: new Date(0) };

it('a schedule that did not run fires, with when it was due; one that nobody looked at keeps its state', () => {
  const at = (status: 'ok' | 'missed' | 'unknown' | 'late') =>
    seriesFromStandings(rule, [{ ...standing, status, dueAt: new Date(0) }], [minute])[0]?.seen.get(minute);
  expect(at('missed')).toMatchObject({
    kind: 'value',
    value: 1,
    note: expect.stringContaining('1970-01-01T00:00:00.000Z'),
  });
  expect(at('late')).toMatchObject({ value: 0 });
  expect(at('unknown')).toMatchObject({ kind: 'none' });
  const [series] = seriesFromStandings(rule, [{ ...standing, status: 'missed', dueAt: null }], [minute]);
  expect(series).toMatchObject({ labels: { environment: 'test', schedule: 'nightly' }, runIds: ['run'] });
  expect(seriesFromStandings(rule, [{ ...standing, name: 'other', status: 'missed', dueAt: null }], [minute])).toEqual(
    [],
  );
});

it('history tells when it would have fired: from when a miss was noticed until the next run was good', () => {
  const slot = (dueMinute: number, noticedMinute: number, outcome: string) => ({
    ...named,
    scheduleId: 's',
    outcome,
    dueMs: dueMinute * minute,
    noticedMs: noticedMinute * minute,
  });
  const slots = Array.from({ length: 40 }, (_, n) => n * minute);
  const history = [slot(1, 2, 'ok'), slot(11, 14, 'missed'), slot(21, 22, 'ok'), slot(31, 32, 'late')];
  const { episodes } = replay(rule, seriesFromHistory(rule, history, slots), slots);
  expect(episodes).toMatchObject([{ fromMs: 15 * minute, toMs: 23 * minute }]);
});
