// A span as decoded, for tests of dialects: `over` overrides fields.

import type { Attributes, SpanRow } from '#lib/ingest/span-row.ts';
import { emptyResource, nameResource } from './decode/rows.ts';

export function spanRow(over: Partial<SpanRow> & { attributes: Attributes }, resource: Attributes = {}): SpanRow {
  const described = { ...emptyResource(), attributes: { 'service.name': 'svc', ...resource } };
  nameResource(described);
  return {
    traceId: '1'.repeat(32),
    spanId: '2'.repeat(16),
    parentSpanId: null,
    name: 'x',
    kind: 5,
    startedAt: 1_700_000_000_000_000,
    durationUs: 5_000,
    status: 0,
    statusMessage: '',
    events: [],
    links: [],
    flags: 0,
    traceState: '',
    dropped: [0, 0, 0],
    cut: null,
    flaws: [],
    scope: { name: '', version: '' },
    resource: described,
    ...over,
  };
}
