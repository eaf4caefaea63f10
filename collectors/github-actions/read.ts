// Stop 1: asks GitHub for the scheduled runs of each repository. Only GET, which changes nothing there (RFC 9110, section 9.2.1).
import type {
  Batch,
  Collector,
  Cursor,
  Gap,
  ProbeResult,
  QueueSample,
  Reader,
  ScheduleFact,
  SourceSettings,
} from '#lib/collector.ts';
import type { Evidence, Micros } from '#lib/domain/evidence.ts';
import { GitHubApi } from './api.ts';
import { type GitHubConfig, gitHubConfigSchema } from './config.ts';
import {
  attemptsToTell,
  type GitHubCursor,
  isOpen,
  overlapMs,
  type RepositoryCursor,
  seenOf,
  sinceOf,
} from './cursor.ts';
import { manifest } from './manifest.ts';
import { jobsPage, runsPage, type WorkflowRun, workflowRun } from './shapes.ts';
import { fileOf, runToEvidence, scheduleToEvidence, workflowNameOf } from './to-evidence.ts';
import { WorkflowBook } from './workflow-book.ts';
import { scheduleOf, schedulesOf } from './workflow-schedules.ts';

const perPage = 100;
/** GitHub answers a filtered list up to here. */
const mostRuns = 1_000;
/** Of one reading, beside the lists: bounds how long it takes. */
const mostDetails = 40;
/** Of the hour's requests, these are left to others who use the token. */
const sparedRequests = 100;

export const collector: Collector<GitHubConfig> = {
  manifest,
  configSchema: gitHubConfigSchema,
  open: async (source) => new GitHubReader(source),
};

interface Round {
  evidence: Evidence[];
  gaps: Gap[];
  details: number;
  nowUs: Micros;
  signal: AbortSignal;
}

class GitHubReader implements Reader {
  #source: SourceSettings<GitHubConfig>;
  #api: GitHubApi;
  #book: WorkflowBook;

  constructor(source: SourceSettings<GitHubConfig>) {
    this.#source = source;
    this.#api = new GitHubApi(source.config);
    this.#book = new WorkflowBook(this.#api);
  }

  async probe(signal: AbortSignal): Promise<ProbeResult> {
    const missing: string[] = [];
    for (const repository of this.#source.config.repositories) {
      runsPage.parse(
        (await this.#api.get(`/repos/${repository}/actions/runs?event=schedule&per_page=1`, { signal })).body,
      );
      await this.#book.scheduled(repository, signal);
      missing.push(...this.#book.faults(repository));
    }
    const { host, clockOffsetMs } = this.#api;
    return { isOk: true, server: host, library: 'REST API 2022-11-28', missing, clockOffsetMs, message: 'ok' };
  }

  async poll(cursor: Cursor, budget: { maxItems: number; nowUs: Micros }, signal: AbortSignal): Promise<Batch> {
    const known = (cursor as unknown as GitHubCursor | null)?.repositories ?? {};
    const round: Round = { evidence: [], gaps: [], details: 0, nowUs: budget.nowUs, signal };
    const repositories: GitHubCursor['repositories'] = {};
    const samples: QueueSample[] = [];
    let hasMore = false;
    for (const repository of this.#source.config.repositories) {
      const before = known[repository];
      if (hasMore) {
        if (before) repositories[repository] = before;
        continue;
      }
      const { next, isWhole } = await this.#readRepository(repository, before, round, budget.maxItems);
      repositories[repository] = next;
      hasMore = !isWhole;
      if (isWhole) samples.push(sampleOf(repository, next, budget.nowUs));
    }
    const { clockOffsetMs } = this.#api;
    const next: GitHubCursor = { v: 1, repositories };
    const { evidence, gaps } = round;
    return { evidence, samples, gaps, next: next as unknown as Cursor, hasMore, clockOffsetMs, ...this.#rest() };
  }

  async schedules(signal: AbortSignal): Promise<ScheduleFact[]> {
    const facts: ScheduleFact[] = [];
    for (const repository of this.#source.config.repositories) {
      const workflows = await this.#book.scheduled(repository, signal);
      facts.push(...workflows.flatMap((workflow) => schedulesOf(workflow, repository)));
    }
    return facts;
  }

  async close(): Promise<void> {}

  /** Waits for the next hour before the token's limit is used up, which would make GitHub refuse. */
  #rest(): { restMs?: number } {
    const { remaining, resetMs } = this.#api;
    if (remaining === null || resetMs === null || remaining > sparedRequests) return {};
    return { restMs: Math.min(Math.max(0, resetMs - Date.now()), 3_600_000) };
  }

  /** `isWhole`: nothing is left to be told now. */
  async #readRepository(
    repository: string,
    known: RepositoryCursor | undefined,
    round: Round,
    maxItems: number,
  ): Promise<{ next: RepositoryCursor; isWhole: boolean }> {
    const nowMs = round.nowUs / 1000;
    const sinceMs = sinceOf(known, nowMs);
    const created = encodeURIComponent(`>=${new Date(sinceMs).toISOString().slice(0, 19)}Z`);
    const seen = Object.fromEntries(Object.entries(known?.seen ?? {}).filter(([, run]) => run.createdMs >= sinceMs));
    const next: RepositoryCursor = { readMs: nowMs, pages: {}, seen };
    for (let page = 1; page <= mostRuns / perPage; page++) {
      const path = `/repos/${repository}/actions/runs?event=schedule&created=${created}&exclude_pull_requests=true&per_page=${perPage}&page=${page}`;
      const tagged = known?.pages[path];
      const found = await this.#api.get(path, { etag: tagged?.etag, signal: round.signal });
      if (!found.isChanged && tagged) {
        next.pages[path] = tagged;
        if (tagged.isLast) break;
        continue;
      }
      const { total_count: total, workflow_runs: rows } = runsPage.parse(found.body);
      const runs = rows.flatMap((row) => workflowRun.safeParse(row).data ?? []);
      if (page === 1 && known && total > mostRuns) round.gaps.push(gapOf(repository, sinceMs, nowMs, total));
      let isSettled = true;
      for (const run of runs) {
        if (round.details >= mostDetails || round.evidence.length >= maxItems) {
          // Asked for again: what was told is in `seen`.
          return { next: { ...next, pages: {}, readMs: known?.readMs ?? sinceMs + overlapMs }, isWhole: false };
        }
        if (!(await this.#tell(run, repository, seen, round))) isSettled = false;
      }
      const isLast = rows.length < perPage || page * perPage >= total;
      if (isSettled && found.etag !== null) next.pages[path] = { etag: found.etag, isLast };
      if (isLast) break;
    }
    return { next, isWhole: true };
  }

  /** Tells what is new of a run. False: it is to be looked at again although its own record may not change. */
  async #tell(run: WorkflowRun, repository: string, seen: RepositoryCursor['seen'], round: Round): Promise<boolean> {
    const id = String(run.id);
    const attempts = attemptsToTell(run, seen[id]);
    const { signal, nowUs } = round;
    let hasBegun = true;
    for (const number of attempts) {
      const base = `/repos/${repository}/actions/runs/${run.id}/attempts/${number}`;
      const isLatest = number === run.run_attempt;
      const attempt = isLatest ? run : workflowRun.parse((await this.#api.get(base, { signal })).body);
      const isTaken = attempt.status === 'in_progress' || attempt.status === 'completed';
      const jobs = isTaken
        ? jobsPage.parse((await this.#api.get(`${base}/jobs?per_page=100`, { signal })).body).jobs
        : [];
      round.details += (isLatest ? 0 : 1) + (isTaken ? 1 : 0);
      const told = runToEvidence(attempt, jobs, this.#source, nowUs);
      round.evidence.push(...told);
      // Between two jobs, or before a runner has the first.
      if (attempt.status === 'in_progress' && !told.some(({ kind }) => kind === 'started')) hasBegun = false;
    }
    if (attempts.length > 0) {
      const workflows = await this.#book.scheduled(repository, signal);
      const own = workflows.find(({ path }) => path === fileOf(run.path)) ?? {
        name: workflowNameOf(run),
        path: fileOf(run.path),
        crons: null,
      };
      const schedule = scheduleOf(own, Date.parse(run.created_at));
      round.evidence.push(scheduleToEvidence(run, schedule, this.#source, nowUs));
    }
    seen[id] = hasBegun ? seenOf(run) : { ...seenOf(run), status: 'queued' };
    return hasBegun;
  }
}

/** The oldest of more runs than GitHub lists were not told. */
const gapOf = (queue: string, fromMs: number, toMs: number, total: number): Gap => ({
  queue,
  from: fromMs * 1000,
  to: toMs * 1000,
  lost: total - mostRuns,
  cause: 'retention',
});

function sampleOf(queue: string, { seen }: RepositoryCursor, at: Micros): QueueSample {
  const open = Object.values(seen).filter(isOpen);
  const queued = open.filter(({ status }) => status === 'queued' || status === 'requested');
  const running = open.filter(({ status }) => status === 'in_progress');
  return {
    queue,
    at,
    queued: queued.length,
    scheduled: null,
    running: running.length,
    retrying: null,
    blocked: open.length - queued.length - running.length,
    dead: null,
    oldestWaitingMs:
      queued.length === 0 ? null : Math.max(0, at / 1000 - Math.min(...queued.map((run) => run.createdMs))),
    workers: null,
    isPaused: null,
  };
}
