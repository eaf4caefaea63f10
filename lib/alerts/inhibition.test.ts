import { describe, expect, it } from 'vitest';
import { type AlertFacts, inhibitedBy } from './inhibition.ts';

const alert = (change: Partial<AlertFacts['rule']> & { id?: string }, labels: Record<string, string>): AlertFacts => {
  const { id = JSON.stringify([change, labels]), ...rule } = change;
  return {
    instanceId: id,
    ruleId: id,
    rule: { name: id, kind: 'threshold', metric: 'duration.p95', severity: 'warning', op: '>', ...rule },
    labels,
  };
};
const mail = { environment: 'production', queue: 'mail' };

describe('an alert goes without saying', () => {
  it('while a critical one of its kind fires where it fires, not elsewhere and not the other way', () => {
    const warning = alert({}, mail);
    const critical = alert({ severity: 'critical' }, { environment: 'production' });
    expect(inhibitedBy(warning, [critical])).toBe(critical);
    expect(inhibitedBy(critical, [warning])).toBeNull();
    expect(inhibitedBy(alert({}, { environment: 'staging', queue: 'mail' }), [critical])).toBeNull();
    expect(inhibitedBy(alert({ metric: 'runs.dead' }, mail), [critical])).toBeNull();
    expect(inhibitedBy(alert({ op: '<' }, mail), [critical])).toBeNull();
  });

  it('about times of runs while their queue stands still', () => {
    const stalled = alert({ metric: 'oldest.waitingMs' }, mail);
    expect(inhibitedBy(alert({ metric: 'wait.p95' }, mail), [stalled])).toBe(stalled);
    expect(inhibitedBy(alert({ metric: 'wait.p95' }, { ...mail, queue: 'pay' }), [stalled])).toBeNull();
    expect(inhibitedBy(alert({ metric: 'runs.dead' }, mail), [stalled])).toBeNull();
  });

  it('while nothing comes in at all, unless it is about Signalbox itself', () => {
    const silent = alert({ kind: 'self', metric: 'signalbox.silentMs', severity: 'critical' }, {});
    expect(inhibitedBy(alert({ severity: 'critical' }, mail), [silent])).toBe(silent);
    const other = alert({ kind: 'self', metric: 'signalbox.undelivered' }, { channel: 'x' });
    expect(inhibitedBy(other, [silent])).toBeNull();
  });

  it('never because of itself', () => {
    const one = alert({ id: 'a', severity: 'critical' }, {});
    expect(inhibitedBy(one, [one])).toBeNull();
  });
});
