import { expect, test } from 'vitest';
import { type CriticalPath, criticalPathOf } from '#app/_charts/waterfall/critical-path.ts';
import type { WaterfallRow } from '#app/_charts/waterfall/series.ts';
import type { GapView } from '#lib/contracts/trust.ts';
import { namedSilences } from './silences.ts';

const row = (id: string, startMs: number, endMs: number) =>
  ({
    id,
    name: id,
    place: id === 'email' ? 'bullmq · email' : '',
    depth: 0,
    startMs,
    endMs,
    bars: [{ kind: 'work', fromMs: startMs, toMs: endMs }],
  }) as unknown as WaterfallRow;
const rows = [row('request', 0, 100), row('email', 400, 900), row('label', 905, 1_000)];
const path: CriticalPath = criticalPathOf(rows, 0, 1_000);

test('a silence is named by what lies on either side, the short ones are left out', () => {
  expect(namedSilences(path, rows, [], 1_000)).toEqual([
    { fromMs: 100, toMs: 400, before: 'request', after: 'email (bullmq · email)', gap: null },
  ]);
});

test('a gap of a source that overlaps it is named with it', () => {
  const gap = {
    id: '1',
    queue: 'email',
    from: new Date(300).toISOString(),
    to: new Date(350).toISOString(),
    lost: 2,
    cause: 'trimmed',
  } as GapView;
  expect(namedSilences(path, rows, [gap], 1_000)[0]?.gap).toBe(gap);
});
