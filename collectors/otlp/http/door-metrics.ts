// The door's counters as metrics, with what they count in words.
import { counter, counterBy, gauge, type Metric } from '#lib/metrics/exposition.ts';
import type { DoorCounters } from './counters.ts';

export interface DoorGauges {
  bytesInFlight: number;
  connections: number;
  spool: { records: number; bytes: number; maxBytes: number };
}

const name = (word: string): string => `signalbox_door_${word}`;

/** All read in one go, so that the sums hold in what is read. */
export function doorMetrics(counters: DoorCounters, gauges: DoorGauges): Metric[] {
  const { requests, records, rejected, spool, answers } = counters;
  return [
    {
      name: name('requests_total'),
      help: 'Requests that were answered, by signal and HTTP status.',
      type: 'counter',
      samples: Array.from(answers.values(), ({ signal, code, count }) => ({ labels: { signal, code }, value: count })),
    },
    counter(
      name('requests_received_total'),
      'Requests that began: acked + refused + failed + in flight.',
      requests.received,
    ),
    counter(name('requests_acked_total'), 'Requests answered with success.', requests.acked),
    counter(name('requests_refused_total'), 'Requests answered with a reason why not.', requests.refused),
    counter(
      name('requests_failed_total'),
      'Requests that were broken off, or failed by a fault of ours.',
      requests.failed,
    ),
    gauge(name('requests_in_flight'), 'Requests that are being taken in.', counters.inFlight),
    counter(
      name('records_acked_total'),
      'Spans and log records acknowledged: stored + duplicate + rejected + in spool.',
      records.acked,
    ),
    counter(name('records_stored_total'), 'Records stored in the database.', records.stored),
    counter(name('records_duplicate_total'), 'Records of requests that were stored before.', records.duplicate),
    counter(
      name('records_quarantined_total'),
      'Records that the database refused, kept aside; counted as rejected too.',
      records.quarantined,
    ),
    counterBy(
      name('records_rejected_total'),
      'Records left out of an acknowledged request, by reason.',
      'reason',
      rejected,
    ),
    counter(name('records_spooled_total'), 'Records that went to the spool.', spool.spooled),
    counter(name('records_drained_total'), 'Records that left the spool.', spool.drained),
    gauge(name('records_in_spool'), 'Records in the spool.', gauges.spool.records),
    gauge(name('spool_bytes'), 'Bytes in the spool.', gauges.spool.bytes),
    gauge(name('spool_max_bytes'), 'Bytes that the spool may hold.', gauges.spool.maxBytes),
    gauge(name('bytes_in_flight'), 'Bytes of bodies that are being taken in.', gauges.bytesInFlight),
    gauge(name('connections'), 'Open connections.', gauges.connections),
    counters.answerSeconds.metric(name('answer_seconds'), 'Time from the head of a request to its answer.'),
  ];
}
