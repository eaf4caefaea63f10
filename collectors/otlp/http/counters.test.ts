import fc from 'fast-check';
import { expect, it } from 'vitest';
import { exposition } from '#lib/metrics/exposition.ts';
import { DoorCounters } from './counters.ts';
import { doorMetrics } from './door-metrics.ts';

it('keeps both sums, whatever happens in whatever order', () => {
  const size = fc.integer({ min: 0, max: 50 });
  const event = fc.oneof(
    fc.record({ is: fc.constant('stored'), n: size }),
    fc.record({ is: fc.constant('duplicate'), n: size }),
    fc.record({ is: fc.constant('quarantined'), n: size }),
    fc.record({ is: fc.constant('spooled'), n: size }),
    fc.record({ is: fc.constant('adopted'), n: size }),
    fc.record({ is: fc.constant('drained'), n: size }),
    fc.record({ is: fc.constant('lost'), n: size }),
    fc.record({ is: fc.constant('rejected'), n: size }),
    fc.record({ is: fc.constantFrom('begun', 'begun', 'begun', 'acked', 'refused', 'failed'), n: size }),
  );
  fc.assert(
    fc.property(fc.array(event), (events) => {
      const counters = new DoorCounters();
      const none = { stored: 0, duplicate: 0, quarantined: 0 };
      let inSpool = 0;
      for (const { is, n } of events) {
        const out = Math.min(n, inSpool);
        if (is === 'stored' || is === 'duplicate' || is === 'quarantined') counters.countStored({ ...none, [is]: n });
        else if (is === 'spooled') counters.countSpooled(n);
        else if (is === 'adopted') counters.countAdopted(n);
        else if (is === 'drained') counters.countSettled({ ...none, stored: out });
        else if (is === 'lost') counters.countLost('spool-damaged', out);
        else if (is === 'rejected') counters.countRejected('bad-span-id', n);
        else if (is === 'begun') counters.begin();
        else if (counters.inFlight > 0) counters.countAnswer('traces', 200, is as 'acked' | 'refused' | 'failed', 0.01);
        if (is === 'spooled' || is === 'adopted') inSpool += n;
        if (is === 'drained' || is === 'lost') inSpool -= out;
        const { requests, records, rejected } = counters;
        expect(requests.received).toBe(requests.acked + requests.refused + requests.failed + counters.inFlight);
        const rejections = [...rejected.values()].reduce((sum, one) => sum + one, 0);
        expect(records.acked).toBe(records.stored + records.duplicate + rejections + inSpool);
      }
    }),
    { numRuns: 50 },
  );
});

it('writes its figures as Prometheus reads them', () => {
  const counters = new DoorCounters();
  counters.begin();
  counters.countAnswer('traces', 200, 'acked', 0.02);
  counters.countRejected('bad-span-id', 2);
  const text = exposition(
    doorMetrics(counters, { bytesInFlight: 5, connections: 1, spool: { records: 0, bytes: 0, maxBytes: 100 } }),
  );
  expect(text).toContain('signalbox_door_requests_total{signal="traces",code="200"} 1\n');
  expect(text).toContain('signalbox_door_records_rejected_total{reason="bad-span-id"} 2\n');
  expect(text).toContain('signalbox_door_answer_seconds_bucket{le="0.01"} 0\n');
  expect(text).toContain('signalbox_door_answer_seconds_bucket{le="0.025"} 1\n');
  const samples = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  for (const line of samples) expect(line).toMatch(/^[a-z_]+(\{[a-z]+="[^"]*"(,[a-z]+="[^"]*")*\})? \d+(\.\d+)?$/);
});
