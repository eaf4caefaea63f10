// Rules about Signalbox itself: always on, whatever people switch off. They see what is now, not history: nobody keeps history of an outage.
import type { RuleMetric } from '#lib/contracts/alert-rule.ts';
import {
  type SelfReading,
  selectLateness,
  selectSilence,
  selectUndelivered,
  selectUnreadable,
} from '#lib/db/alert/select-self.ts';
import type { Queryable } from '#lib/db/pool.ts';
import type { RuleSeries } from './rule-series.ts';

const readers: Partial<Record<RuleMetric, (db: Queryable) => Promise<SelfReading[]>>> = {
  'signalbox.silentMs': selectSilence,
  'signalbox.behindMs': selectLateness,
  'signalbox.undelivered': selectUndelivered,
  'signalbox.unreadableMs': selectUnreadable,
};

export async function readSelf(db: Queryable, metric: RuleMetric, slots: readonly number[]): Promise<RuleSeries[]> {
  const readings = (await readers[metric]?.(db)) ?? [];
  return readings.map(({ labels, value }) => ({
    labels,
    lanes: [],
    jobId: null,
    seen: new Map(slots.map((slot) => [slot, { kind: 'value', value, n: 1 }])),
  }));
}
