// How the clocks of senders stand, from many requests. One alone tells only of clocks that are ahead: a span cannot end after it arrived. That
// every span is old when it arrives, over a minute and several requests, is a clock behind, or a sender that holds its spans back. Pure.
import type { Finding } from '#lib/trust/finding.ts';
import type { Lead } from './sender-news.ts';

/** Clocks that are kept by NTP differ by less. */
const aheadUs = 1_000_000;
/** Exporters send every few seconds; the Collector's retries and a spool make more of it, but not of every request. */
const behindUs = 60_000_000;
const windowMs = 60_000;
const fewestRequests = 5;
const maxSenders = 1_000;

interface Watched {
  sinceMs: number;
  requests: number;
  spans: number;
  latest: Lead;
}

export class ClockWatch {
  readonly #senders = new Map<string, Watched>();

  /** What the leads of a request that arrived at `nowMs` say, with those before. */
  see(leads: readonly Lead[], nowMs: number): Finding[] {
    const findings: Finding[] = [];
    for (const lead of leads) {
      if (lead.leadUs > aheadUs) findings.push(found('clock-ahead', lead, lead.spans));
      const late = this.#late(lead, nowMs);
      if (late) findings.push(late);
    }
    return findings;
  }

  #late(lead: Lead, nowMs: number): Finding | null {
    const key = `${lead.environment}\0${lead.service}`;
    const known = this.#senders.get(key);
    if (!known) {
      if (this.#senders.size >= maxSenders) this.#senders.clear();
      this.#senders.set(key, { sinceMs: nowMs, requests: 1, spans: lead.spans, latest: lead });
      return null;
    }
    known.requests++;
    known.spans += lead.spans;
    if (lead.leadUs > known.latest.leadUs) known.latest = lead;
    if (nowMs - known.sinceMs < windowMs || known.requests < fewestRequests) return null;
    this.#senders.delete(key);
    return known.latest.leadUs < -behindUs ? found('clock-behind', known.latest, known.spans) : null;
  }
}

const found = (code: 'clock-ahead' | 'clock-behind', lead: Lead, count: number): Finding => ({
  environment: lead.environment,
  source: lead.service,
  code,
  subject: '',
  count,
  of: null,
  amount: Math.abs(lead.leadUs) / 1000,
  traceId: lead.traceId,
  runId: null,
});
