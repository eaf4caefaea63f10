// What every collector must pass against its real server, with jobs done by the real library: the runs derived from what it collected
// equal what the workers wrote down. A collector's own test gives the server and the work, about thirty lines.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Collector, Cursor, Gap, Reader, SourceSettings } from '#lib/collector.ts';
import type { Evidence } from '#lib/domain/evidence.ts';
import { normalizeEvidence } from '#lib/domain/normalize-evidence.ts';
import { packEvidence } from '#lib/domain/pack-evidence.ts';
import type { Run, RunState } from '#lib/domain/run.ts';
import { unpackEvidence } from '#lib/domain/unpack-evidence.ts';
import { readAll, readDuring, runsOf } from '#lib/testing/read-source.ts';
import { type Between, timesOf, type WorkLedger } from '#lib/testing/work-ledger.ts';
import { faultSentence, secretsIn } from '#lib/watch/fault-sentence.ts';

/** What the workers know of one job. null = they cannot tell, or the collector need not see it. */
export interface LedgerEntry {
  queue: string;
  jobId: string;
  state: RunState;
  attempts: number;
  /** From when it could be taken to the first attempt: within these, as far as whoever did it can tell on a busy machine. */
  waitMs: Between | null;
  /** Of the last attempt. */
  durationMs: Between | null;
  error: string | null;
  correlationId: string | null;
}

export const entriesOf = ({ jobs }: WorkLedger): LedgerEntry[] =>
  jobs.map((job) => {
    const { queue, jobId, state, attempts, correlationId } = job;
    const error = attempts.findLast((attempt) => attempt.error !== null)?.error ?? null;
    return { queue, jobId, state, attempts: attempts.length, ...timesOf(job), error, correlationId };
  });

export interface BatterySubject<Config> {
  settings: SourceSettings<Config>;
  /** Does jobs that succeed, fail and are retried, exhaust their attempts, and wait until they are due; resolves when all are over. */
  work(): Promise<LedgerEntry[]>;
  /** Everything that is stored in the backend, or counters of every write to it. */
  fingerprint(): Promise<unknown>;
  /** Sources that cannot be read, and what is to be said of them. */
  broken: { name: string; config: Config; says: RegExp }[];
  close(): Promise<void>;
}

const toleranceMs = { wait: 50, duration: 20 };
const never = new AbortController().signal;

/** Checks a collector against its real server. `open` is called once. */
export function collectorBattery<Config>(
  collector: Collector<Config>,
  open: () => Promise<BatterySubject<Config>>,
): void {
  describe(`collector ${collector.manifest.kind}`, () => {
    let subject: BatterySubject<Config>;
    let ledger: LedgerEntry[] = [];
    let evidence: Evidence[] = [];
    let gaps: Gap[] = [];
    let cursor: Cursor = null;
    let reader: Reader;
    let longestPauseMs = 0;

    beforeAll(async () => {
      subject = await open();
      reader = await collector.open(subject.settings);
      await reader.probe(never);
      // Watched before the first job comes: of what was there before, less may be known.
      ({ cursor } = await readAll(reader, null));
      const watched = await readDuring(reader, cursor, subject.work);
      ledger = watched.result;
      evidence = watched.evidence;
      gaps = watched.gaps;
      cursor = watched.cursor;
      longestPauseMs = watched.longestPauseMs;
    });
    afterAll(async () => {
      await reader?.close();
      await subject?.close();
    });

    it('tells of every job what its worker wrote down', () => {
      expect(ledger.length).toBeGreaterThan(0);
      expectLedger(runsOf(evidence), ledger);
    });

    it('times waiting and working as the workers did', () => {
      const { guarantee } = collector.manifest.capabilities.transitions;
      // Who compares two readings knows no moment better than to the time between them.
      const slackMs = guarantee === 'poll-diff' ? longestPauseMs : 0;
      expect(mistimed(runsOf(evidence), ledger, slackMs)).toEqual([]);
    });

    it('reports no gap where nothing was lost', () => {
      expect(gaps).toEqual([]);
    });

    it('adds nothing when it reads again', async () => {
      const known = new Set(evidence.map((item) => item.id));
      const again = await readAll(reader, cursor);
      expect(again.evidence.map((item) => item.id).filter((id) => !known.has(id))).toEqual([]);
      const before = runsOf(evidence);
      expect(runsOf([...evidence, ...again.evidence, ...evidence])).toEqual(before);
    });

    it('goes on from its cursor in another process', async () => {
      const fresh = await collector.open(subject.settings);
      try {
        const stored = JSON.parse(JSON.stringify(cursor)) as Cursor;
        // What can be read afterwards is; a backend that keeps nothing must be watched meanwhile.
        const { backfill } = collector.manifest.capabilities.transitions;
        const watched = backfill
          ? { result: await subject.work(), ...(await readAll(fresh, stored)) }
          : await readDuring(fresh, stored, subject.work);
        const { result: more, ...read } = watched;
        const { guarantee } = collector.manifest.capabilities.transitions;
        expectLedger(runsOf(read.evidence), more, { isComplete: guarantee === 'log' });
        evidence = [...evidence, ...read.evidence];
        cursor = read.cursor;
        ledger = [...ledger, ...more];
      } finally {
        await fresh.close();
      }
    });

    it('finds what is there when it comes late', async () => {
      if (!collector.manifest.capabilities.transitions.backfill) return;
      const fresh = await collector.open(subject.settings);
      try {
        const runs = runsOf((await readAll(fresh, null)).evidence);
        for (const entry of ledger)
          expect(runs.get(`${entry.queue} ${entry.jobId}`)?.state, entry.jobId).toBe(entry.state);
      } finally {
        await fresh.close();
      }
    });

    it('leaves the backend as it was', async () => {
      const before = await subject.fingerprint();
      const fresh = await collector.open(subject.settings);
      try {
        await fresh.probe(never);
        await readAll(fresh, null);
        await fresh.schedules?.(never);
        await fresh.workers?.(never);
      } finally {
        await fresh.close();
      }
      expect(await subject.fingerprint()).toEqual(before);
    });

    it('makes evidence that survives packing, with ids that are unique within a run', () => {
      const normal = evidence.map(normalizeEvidence);
      expect(unpackEvidence(packEvidence(normal))).toEqual(normal);
      for (const item of normal) {
        expect(item.id.length).toBeGreaterThan(0);
        expect(item.names.jobId).toBeTruthy();
        expect(Math.abs(item.at - item.observedAt)).toBeLessThan(24 * 3_600 * 1e6);
      }
    });

    it('says clearly why a source cannot be read, and no secret with it', async () => {
      for (const { name, config, says } of subject.broken) {
        const said = await faultOf(collector, { ...subject.settings, config });
        expect(said, name).toMatch(says);
        for (const secret of secretsIn(config)) expect(said, name).not.toContain(secret);
      }
    });

    it('stops when it is told to', async () => {
      const fresh = await collector.open(subject.settings);
      const stop = AbortSignal.abort(new Error('stopped'));
      const poll = fresh.poll(cursor, { maxItems: 10, nowUs: Date.now() * 1000 }, stop);
      await expect(poll).rejects.toThrow();
      await fresh.close();
    });
  });
}

async function faultOf<Config>(collector: Collector<Config>, settings: SourceSettings<Config>): Promise<string> {
  let reader: Reader | undefined;
  try {
    reader = await collector.open(settings);
    const probe = await reader.probe(AbortSignal.timeout(20_000));
    return probe.isOk ? `ok; missing: ${probe.missing.join(', ')}` : probe.message;
  } catch (error) {
    return faultSentence(error, secretsIn(settings.config));
  } finally {
    await reader?.close().catch(() => {});
  }
}

function expectLedger(runs: Map<string, Run>, ledger: readonly LedgerEntry[], { isComplete = true } = {}): void {
  for (const entry of ledger) {
    const run = runs.get(`${entry.queue} ${entry.jobId}`);
    const at = `${entry.queue} ${entry.jobId} (${entry.state})`;
    expect(run, at).toBeDefined();
    if (!run) continue;
    const error = run.error?.message ?? null;
    expect(
      { state: run.state, attempts: run.attempts.length, error, correlation: run.correlation?.id ?? null },
      at,
    ).toEqual({
      state: entry.state,
      // Who only compares states cannot see an attempt that came and went between two readings.
      attempts: isComplete ? entry.attempts : Math.min(entry.attempts, run.attempts.length),
      error: isComplete || entry.state === 'dead' ? entry.error : error,
      correlation: entry.correlationId,
    });
  }
}

/** Figures that the ledger has and the run has not, or not within what the ledger allows. */
function mistimed(runs: Map<string, Run>, ledger: readonly LedgerEntry[], slackMs: number): string[] {
  return ledger.flatMap((entry) => {
    const run = runs.get(`${entry.queue} ${entry.jobId}`);
    const figures = [
      ['wait', run?.waitUs, entry.waitMs, toleranceMs.wait],
      ['duration', run?.durationUs, entry.durationMs, toleranceMs.duration],
    ] as const;
    return figures.flatMap(([what, us, told, tolerance]) => {
      if (told === null) return [];
      const ms = (us ?? Number.NaN) / 1000;
      const most = tolerance + slackMs;
      const isWithin = ms >= told.from - most && ms <= told.to + most;
      return isWithin
        ? []
        : [`${entry.jobId}: ${what} ${ms} ms, not ${told.from} to ${told.to} ms, give or take ${most}`];
    });
  });
}
