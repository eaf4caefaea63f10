// The door's counters in the Prometheus text format (https://prometheus.io/docs/instrumenting/exposition_formats/).
import { answerBounds, type DoorCounters } from './counters.ts';

export interface DoorGauges {
  bytesInFlight: number;
  connections: number;
  spool: { records: number; bytes: number; maxBytes: number };
}

const escaped = (label: string): string =>
  label.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');

export function countersText(counters: DoorCounters, gauges: DoorGauges): string {
  const lines: string[] = [];
  const one = (kind: 'counter' | 'gauge', name: string, value: number) =>
    lines.push(`# TYPE signalbox_door_${name} ${kind}`, `signalbox_door_${name} ${value}`);
  lines.push('# TYPE signalbox_door_requests_total counter');
  for (const [labels, count] of counters.answers) lines.push(`signalbox_door_requests_total{${labels}} ${count}`);
  for (const [name, count] of Object.entries(counters.requests)) one('counter', `requests_${name}_total`, count);
  for (const [name, count] of Object.entries(counters.records)) one('counter', `records_${name}_total`, count);
  lines.push('# TYPE signalbox_door_records_rejected_total counter');
  for (const [reason, count] of counters.rejected) {
    lines.push(`signalbox_door_records_rejected_total{reason="${escaped(reason)}"} ${count}`);
  }
  one('counter', 'records_spooled_total', counters.spool.spooled);
  one('counter', 'records_drained_total', counters.spool.drained);
  one('gauge', 'records_in_spool', gauges.spool.records);
  one('gauge', 'spool_bytes', gauges.spool.bytes);
  one('gauge', 'spool_max_bytes', gauges.spool.maxBytes);
  one('gauge', 'bytes_in_flight', gauges.bytesInFlight);
  one('gauge', 'connections', gauges.connections);
  lines.push('# TYPE signalbox_door_answer_seconds histogram');
  const { buckets, sum, count } = counters.answerSeconds;
  for (const [i, bound] of answerBounds.entries()) {
    lines.push(`signalbox_door_answer_seconds_bucket{le="${bound}"} ${buckets[i]}`);
  }
  lines.push(`signalbox_door_answer_seconds_bucket{le="+Inf"} ${count}`);
  lines.push(`signalbox_door_answer_seconds_sum ${sum}`, `signalbox_door_answer_seconds_count ${count}`);
  return `${lines.join('\n')}\n`;
}
