// What one request tells about its senders, beside its content: what was cut or thrown away, what nobody can read, how their clocks stand. One
// look at each record; added up before it leaves the thread. Pure.
import type { Micros } from '#lib/domain/evidence.ts';
import { type CutCounts, type LogRow, type ResourceRow, type SpanRow, spanKind } from '#lib/ingest/span-row.ts';
import { type Finding, type FindingCode, FindingTally } from '#lib/trust/finding.ts';
import { dialectOf } from '../dialects/index.ts';
import { spanSchedules } from './span-schedules.ts';
import { type WorkerNews, workerNews } from './worker-news.ts';

/** How a sender's clock stands, as far as one request tells. */
export interface Lead {
  environment: string;
  service: string;
  /** When its latest span ended, minus now; ends lie in the past of a right clock. */
  leadUs: Micros;
  spans: number;
  /** That span's. */
  traceId: string;
}

export interface SenderNews extends WorkerNews {
  findings: Finding[];
  leads: Lead[];
}

/** Requests of many senders are told apart up to here. */
const maxKinds = 256;
/** Of a link's flags: bit 8 says that bit 9 means something, so that the flags were filled in at all; bit 0 that the target is sampled. */
const isSampledOut = (flags: number): boolean => (flags & 0x101) === 0x100;
const cutKinds: readonly (keyof CutCounts)[] = ['attributes', 'events', 'links', 'values', 'depth'];
const droppedKinds = ['attributes', 'events', 'links'] as const;

export function senderNews(spans: readonly SpanRow[], logs: readonly LogRow[], nowUs: Micros): SenderNews {
  const leads = new Map<ResourceRow, Lead>();
  const found = new Map<ResourceRow, Map<string, Finding>>();
  const note = (row: SpanRow | LogRow, code: FindingCode, subject: string, amount: number | null) => {
    const { resource } = row;
    let kinds = found.get(resource);
    if (!kinds) {
      kinds = new Map();
      found.set(resource, kinds);
    }
    const kind = code + subject;
    const known = kinds.get(kind);
    if (known) {
      known.count++;
      if (amount !== null) known.amount = (known.amount ?? 0) + amount;
    } else if (kinds.size < maxKinds) {
      const { environment, service: source } = resource;
      const { traceId } = row;
      kinds.set(kind, { environment, source, code, subject, count: 1, of: null, amount, traceId, runId: null });
    }
  };
  const noteCut = (row: SpanRow | LogRow, cut: CutCounts) => {
    for (const kind of cutKinds) if (cut[kind] > 0) note(row, 'truncated', kind, cut[kind]);
    if (cut.replaced > 0) note(row, 'replaced-text', '', null);
  };
  for (const span of spans) {
    noteLead(leads, span, nowUs);
    if (span.cut !== null) noteCut(span, span.cut);
    const { dropped } = span;
    if (dropped[0] + dropped[1] + dropped[2] > 0) {
      for (const [i, kind] of droppedKinds.entries()) {
        if ((dropped[i] ?? 0) > 0) note(span, 'dropped-by-exporter', kind, dropped[i] ?? 0);
      }
    }
    if (span.links.some((link) => isSampledOut(link.flags)))
      note(span, 'sampled-out-link', retriesUntraced(span), null);
    const isJobLike = span.kind === spanKind.producer || span.kind === spanKind.consumer;
    if (isJobLike && dialectOf(span) === undefined)
      note(span, 'unclaimed-scope', span.scope.name || '(no scope)', null);
  }
  for (const log of logs) if (log.cut !== null) noteCut(log, log.cut);
  // Two resources may be one sender.
  const tally = new FindingTally(maxKinds);
  for (const kinds of found.values()) for (const one of kinds.values()) tally.add(one);
  const { beats, schedules } = workerNews(logs);
  const told = [...spanSchedules(spans), ...schedules];
  return { findings: tally.take(), leads: [...leads.values()], beats, schedules: told };
}

/** Sidekiq's poller enqueues retries and delayed jobs untraced, whatever the sampler: that is known by the system. */
const retriesUntraced = (span: SpanRow): string => (span.attributes['messaging.system'] === 'sidekiq' ? 'sidekiq' : '');

function noteLead(leads: Map<ResourceRow, Lead>, span: SpanRow, nowUs: Micros): void {
  // An end that was not sent, or cannot be, tells nothing.
  if (span.flaws.length > 0 && !span.flaws.every((flaw) => flaw === 'in-future')) return;
  const leadUs = span.startedAt + span.durationUs - nowUs;
  const known = leads.get(span.resource);
  if (known) {
    known.spans++;
    if (leadUs <= known.leadUs) return;
    known.leadUs = leadUs;
    known.traceId = span.traceId;
    return;
  }
  if (leads.size >= maxKinds) return;
  const { environment, service } = span.resource;
  leads.set(span.resource, { environment, service, leadUs, spans: 1, traceId: span.traceId });
}
