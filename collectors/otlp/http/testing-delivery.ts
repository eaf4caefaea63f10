// Deliveries of log records, all alike but for their ids. For tests only.
import { packRequest } from '#lib/ingest/pack-request.ts';
import type { LogRow } from '#lib/ingest/span-row.ts';
import type { Delivery } from './commit-group.ts';

const row: LogRow = {
  at: 1_000_000,
  traceId: null,
  spanId: null,
  severity: 9,
  body: 'a line',
  attributes: {},
  cut: null,
  scope: { name: '', version: '' },
  resource: { attributes: {}, service: 'tester', environment: 'test' },
};

export function logDelivery(name: string, records = 1): Delivery {
  const logs = Array.from({ length: records }, () => row);
  return { id: Buffer.from(name), request: packRequest({ evidence: [], spans: [], logs }) };
}
