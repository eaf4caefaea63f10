import { describe, expect, it } from 'vitest';
import { completeRule } from '#lib/alerts/complete-rule.ts';
import { ruleInput } from '#lib/contracts/alert-rule.ts';
import type { QueueRow } from '#lib/db/queue/select-queues.ts';
import type { RollupSums } from '#lib/db/rollup/select-rollup.ts';
import { noSums } from '#lib/stats/figures.ts';
import { moveAll, replay } from './episodes.ts';
import { groupsOf, labelsKey, seriesFromReadings, seriesFromSums } from './rule-series.ts';

const minute = 60_000;
const lane = (id: number, name: string): QueueRow => ({
  id,
  environment: 'test',
  system: 'bullmq',
  source: 'redis',
  name,
  firstSeenAt: new Date(0),
  pollMs: null,
  lastReadAt: null,
  restMs: 0,
  sampleRestMs: 0,
  clockOffsetMs: null,
});
const lanes = [lane(1, 'mail'), lane(2, 'pay')];
const cell = (atMs: number, queueId: number, change: Partial<RollupSums>): RollupSums => ({
  ...noSums(),
  atMs,
  queueId,
  jobId: 0,
  ...change,
});
const slots = Array.from({ length: 10 }, (_, n) => (n + 10) * minute);

describe('a rule over stored sums', () => {
  const dead = completeRule(ruleInput.parse({ name: 'dead', kind: 'deadLetter' }));

  it('fires for the queue in which something died, for as long as it lies in the window', () => {
    const cells = [cell(12 * minute, 1, { dead: 2 })];
    const series = seriesFromSums(dead, groupsOf(dead, lanes, []), cells, slots);
    const { episodes } = replay(dead, series, slots);
    expect(episodes).toEqual([
      { labels: { environment: 'test', queue: 'mail' }, fromMs: 13 * minute, toMs: 18 * minute, worst: 2 },
    ]);
  });

  it('takes silence for a value where something is to happen', () => {
    const absence = completeRule(
      ruleInput.parse({ name: 'quiet', kind: 'absence', windowMs: 3 * minute, groupBy: [] }),
    );
    const cells = [cell(9 * minute, 1, { enqueued: 1 }), cell(17 * minute, 2, { enqueued: 1 })];
    const series = seriesFromSums(absence, groupsOf(absence, lanes, []), cells, slots);
    expect(replay(absence, series, slots).episodes).toMatchObject([
      { labels: {}, fromMs: 13 * minute, toMs: 18 * minute },
    ]);
  });

  it('burns only when both windows do', () => {
    const burn = completeRule(
      ruleInput.parse({ name: 'slo', kind: 'burnRate', windowMs: 12 * minute, value: 10, objective: 0.9, groupBy: [] }),
    );
    const cells = [cell(10 * minute, 1, { dead: 9, succeeded: 0 }), cell(11 * minute, 1, { succeeded: 1 })];
    const series = seriesFromSums(burn, groupsOf(burn, lanes, []), cells, slots);
    const seen = (slot: number) => series[0]?.seen.get(slot * minute);
    expect(seen(11)).toEqual({ kind: 'value', value: expect.closeTo(10, 6), n: 9 });
    expect(seen(12)).toEqual({ kind: 'value', value: 0, n: 10 });
    expect(seen(13)).toEqual({ kind: 'none', isSeriesGone: false });
  });

  it('goes on from a stored state as if it had never stopped', () => {
    const slow = completeRule(
      ruleInput.parse({
        name: 's',
        kind: 'threshold',
        metric: 'runs.dead',
        value: 0,
        windowMs: minute,
        forMs: 2 * minute,
      }),
    );
    const cells = [11, 12, 13, 14].map((at) => cell(at * minute, 1, { dead: 1 }));
    const series = seriesFromSums(slow, groupsOf(slow, lanes, []), cells, slots);
    let known = new Map();
    const live: string[] = [];
    for (const slot of slots) {
      for (const moved of moveAll(slow, known, series, slot)) {
        known = new Map([...known, [moved.key, JSON.parse(JSON.stringify(moved))]]);
        if (moved.transition) live.push(`${slot / minute} ${moved.transition.to}`);
      }
    }
    expect(live).toEqual(['12 pending', '14 firing', '16 recovering']);
  });
});

describe('a rule over readings', () => {
  const deep = completeRule(
    ruleInput.parse({ name: 'deep', kind: 'threshold', metric: 'depth.queued', value: 10, forMs: 0, keepFiringMs: 0 }),
  );
  const reading = (atMs: number, queued: number) => ({
    atMs,
    queueId: 1,
    n: 1,
    queued,
    scheduled: null,
    running: null,
    retrying: null,
    blocked: null,
    dead: null,
    oldestWaitingMs: null,
    workers: null,
  });

  it('uses the last reading for two minutes, then knows nothing', () => {
    const readings = [reading(10 * minute, 50)];
    const series = seriesFromReadings(deep, groupsOf(deep, lanes, []), readings, slots, minute);
    const mail = series.find(({ labels }) => labels.queue === 'mail');
    expect(slots.map((slot) => mail?.seen.get(slot)?.kind)).toEqual([
      'none',
      'value',
      'value',
      'none',
      'none',
      'none',
      'none',
      'none',
      'none',
      'none',
    ]);
  });
});

it('names labels alike in any order', () => {
  expect(labelsKey({ b: '1', a: '2' })).toBe(labelsKey({ a: '2', b: '1' }));
});
