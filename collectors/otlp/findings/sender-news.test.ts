import { describe, expect, it } from 'vitest';
import type { SpanLinkRow } from '#lib/ingest/span-row.ts';
import { spanRow } from '../testing-span.ts';
import { ClockWatch } from './clock-watch.ts';
import { type Lead, senderNews } from './sender-news.ts';

const nowUs = 1_700_000_000_000_000;
const attributes = {};
const spanAt = (endUs: number, over: Partial<Parameters<typeof spanRow>[0]> = {}) =>
  spanRow({ attributes, kind: 1, startedAt: endUs - 5_000, durationUs: 5_000, ...over });
const findings = (...spans: ReturnType<typeof spanRow>[]) =>
  senderNews(spans, [], nowUs).findings.map(({ code, subject, count, amount }) => ({ code, subject, count, amount }));

describe('what one request tells', () => {
  it('is nothing when all is well', () => {
    expect(findings(spanAt(nowUs), spanAt(nowUs - 5_000_000))).toEqual([]);
  });

  it('is what was cut, by what it was, with records and parts counted apart', () => {
    const cut = { attributes: 3, events: 0, links: 0, values: 2, depth: 0, replaced: 1 };
    expect(findings(spanAt(nowUs, { cut }), spanAt(nowUs, { cut }))).toEqual([
      { code: 'truncated', subject: 'attributes', count: 2, amount: 6 },
      { code: 'truncated', subject: 'values', count: 2, amount: 4 },
      { code: 'replaced-text', subject: '', count: 2, amount: null },
    ]);
  });

  it('is what the exporter dropped before', () => {
    expect(findings(spanAt(nowUs, { dropped: [7, 0, 2] }))).toEqual([
      { code: 'dropped-by-exporter', subject: 'attributes', count: 1, amount: 7 },
      { code: 'dropped-by-exporter', subject: 'links', count: 1, amount: 2 },
    ]);
  });

  it('is links to spans that were not sampled, where the flags are filled in at all', () => {
    const link = (flags: number): SpanLinkRow => ({
      traceId: 'e'.repeat(32),
      spanId: 'f'.repeat(16),
      attributes,
      flags,
    });
    const linked = (...flags: number[]) => spanAt(nowUs, { links: flags.map(link) });
    expect(findings(linked(0), linked(1), linked(0x101), linked(0x301))).toEqual([]);
    expect(findings(linked(0x100), linked(0x301, 0x300))).toEqual([
      { code: 'sampled-out-link', subject: '', count: 2, amount: null },
    ]);
  });

  it('is producers and consumers that no dialect reads, by their scope', () => {
    const scope = { name: 'homegrown', version: '1' };
    const bull = spanAt(nowUs, { kind: 5, scope, attributes: { 'bullmq.queue.operation': 'process' } });
    const messaging = spanAt(nowUs, { kind: 4, scope, attributes: { 'messaging.system': 'kafka' } });
    const unread = spanAt(nowUs, { kind: 5, scope });
    const inner = spanAt(nowUs, { kind: 1, scope });
    expect(findings(bull, messaging, inner, unread, unread)).toEqual([
      { code: 'unclaimed-scope', subject: 'homegrown', count: 2, amount: null },
    ]);
  });

  it('names the service, the environment and a trace', () => {
    const span = spanRow(
      { attributes, dropped: [1, 0, 0] },
      { 'service.name': 'mailer', 'deployment.environment.name': 'qa' },
    );
    expect(senderNews([span], [], nowUs).findings[0]).toMatchObject({
      source: 'mailer',
      environment: 'qa',
      traceId: span.traceId,
    });
  });

  it('costs nothing worth having, however many names a sender makes up', () => {
    const spans = Array.from({ length: 2_000 }, (_, i) =>
      spanAt(nowUs, { kind: 5, scope: { name: `scope-${i}`, version: '' } }),
    );
    expect(findings(...spans).length).toBeLessThanOrEqual(256);
  });
});

describe('clocks', () => {
  const lead = (leadMs: number): Lead => ({
    environment: 'qa',
    service: 'mailer',
    leadUs: leadMs * 1000,
    spans: 10,
    traceId: 'a'.repeat(32),
  });

  it('are judged by the latest end of a request, and by spans with a true end only', () => {
    const flawed = spanAt(nowUs + 9_000_000, { flaws: ['no-end'] });
    const { leads } = senderNews([spanAt(nowUs - 50), flawed, spanAt(nowUs - 20)], [], nowUs);
    expect(leads.map((one) => [one.leadUs, one.spans])).toEqual(
      // each of these rows has a resource of its own
      [
        [-50, 1],
        [-20, 1],
      ],
    );
  });

  it('that are ahead are told of at once, with how far', () => {
    const watch = new ClockWatch();
    expect(watch.see([lead(900)], 0)).toEqual([]);
    expect(watch.see([lead(10_800_000)], 10)).toMatchObject([{ code: 'clock-ahead', count: 10, amount: 10_800_000 }]);
  });

  it('that are behind are told of when nothing recent came for a minute, and not after one fresh span', () => {
    const watch = new ClockWatch();
    for (let i = 0; i < 20; i++) expect(watch.see([lead(-120_000 - i)], i * 3_000)).toEqual([]);
    expect(watch.see([lead(-130_000)], 61_000)).toMatchObject([{ code: 'clock-behind', count: 210, amount: 120_000 }]);
    for (let i = 0; i < 20; i++) watch.see([lead(i === 7 ? -2_000 : -120_000)], 70_000 + i * 3_000);
    expect(watch.see([lead(-130_000)], 140_000)).toEqual([]);
  });

  it('are not judged by few requests', () => {
    const watch = new ClockWatch();
    watch.see([lead(-600_000)], 0);
    expect(watch.see([lead(-600_000)], 90_000)).toEqual([]);
  });
});
