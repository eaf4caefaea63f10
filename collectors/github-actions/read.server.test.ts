// The battery against the stand-in for GitHub (testing-github.ts), and what is special here.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SourceSettings } from '#lib/collector.ts';
import { type BatterySubject, collectorBattery, type LedgerEntry } from '#lib/testing/collector-battery.ts';
import { readAll, runsOf } from '#lib/testing/read-source.ts';
import type { GitHubConfig } from './config.ts';
import { collector } from './read.ts';
import { addWorkflow, repository, type StubGitHub, startStubGitHub, token } from './testing-github.ts';
import { begin, finish, schedule, startAgain } from './testing-work.ts';

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const never = new AbortController().signal;
const nightly = 'on:\n  schedule:\n    - cron: "30 3 * * *"\n';

const settingsFor = (url: string, over: object = {}): SourceSettings<GitHubConfig> => ({
  name: 'github',
  kind: 'github-actions',
  environment: 'test',
  config: collector.configSchema.parse({ url, token, repositories: [repository], ...over }),
  pollMs: 250,
  correlation: { pointers: [] },
  payload: { allow: [], redact: [] },
});

/** Moments to the second tell no wait or duration that could be held against a clock. */
async function work(gitHub: StubGitHub): Promise<LedgerEntry[]> {
  const cases = [
    { ends: ['success'], state: 'succeeded' },
    { ends: ['failure', 'success'], state: 'succeeded' },
    { ends: ['failure', 'timed_out'], state: 'dead' },
    { ends: ['cancelled'], state: 'cancelled' },
  ] as const;
  const ledger: LedgerEntry[] = [];
  for (const { ends, state } of cases) {
    const one = schedule(gitHub, Date.now());
    for (const [index, end] of ends.entries()) {
      if (index > 0) startAgain(one, Date.now());
      await sleep(30);
      begin(one, Date.now());
      await sleep(30);
      finish(one, Date.now(), end);
    }
    const failed = ends.findLast((end) => end === 'failure' || end === 'timed_out');
    ledger.push({
      queue: repository,
      jobId: String(one.id),
      state,
      attempts: ends.length,
      waitMs: null,
      durationMs: null,
      error: failed ? `build: Run tests ended with ${failed}.` : null,
      correlationId: null,
    });
  }
  return ledger;
}

async function open(): Promise<BatterySubject<GitHubConfig>> {
  const gitHub = await startStubGitHub();
  addWorkflow(gitHub, { name: 'Nightly', path: '.github/workflows/nightly.yml' }, nightly);
  const { config } = settingsFor(gitHub.url);
  return {
    settings: settingsFor(gitHub.url),
    work: () => work(gitHub),
    fingerprint: async () => ({ runs: gitHub.runs, writes: gitHub.requests.filter(({ method }) => method !== 'GET') }),
    broken: [
      { name: 'token', config: { ...config, token: 'github_pat_wrong' }, says: /refuses the token/ },
      {
        name: 'repository',
        config: { ...config, repositories: ['octo-org/other'] },
        says: /no octo-org\/other.*check the name/,
      },
      { name: 'port', config: { ...config, url: 'http://127.0.0.1:54319' }, says: /fetch failed|nothing listens/ },
    ],
    close: () => gitHub.close(),
  };
}

collectorBattery(collector, open);

describe('what is special about GitHub', () => {
  let gitHub: StubGitHub;
  beforeEach(async () => {
    gitHub = await startStubGitHub();
  });
  afterEach(() => gitHub.close());
  const reader = () => collector.open(settingsFor(gitHub.url));
  const asked = (status: number) => gitHub.requests.filter((one) => one.status === status).length;

  it('asks again at no cost while nothing changes', async () => {
    addWorkflow(gitHub, { name: 'Nightly', path: '.github/workflows/nightly.yml' }, nightly);
    const one = schedule(gitHub, Date.now());
    begin(one, Date.now());
    finish(one, Date.now(), 'success');
    const read = await reader();
    const first = await readAll(read, null);
    const { cursor } = await readAll(read, first.cursor);
    const before = asked(200);
    for (let more = 0; more < 3; more++) expect((await readAll(read, cursor)).evidence).toEqual([]);
    expect(asked(200)).toBe(before);
    expect(asked(304)).toBeGreaterThanOrEqual(3);
    startAgain(one, Date.now());
    expect(
      runsOf([...first.evidence, ...(await readAll(read, cursor)).evidence]).get(`${repository} ${one.id}`)?.state,
    ).toBe('queued');
  });

  it('waits for a runner, which is not running, and tells who has it', async () => {
    const one = schedule(gitHub, Date.now());
    const read = await reader();
    const waiting = await readAll(read, null);
    expect(runsOf(waiting.evidence).get(`${repository} ${one.id}`)?.state).toBe('queued');
    // In progress, though no job of it is.
    Object.assign(gitHub.runs[0]?.attempts[0]?.run ?? {}, { status: 'in_progress' });
    const between = await readAll(read, waiting.cursor);
    begin(one, Date.now());
    const begun = await readAll(read, between.cursor);
    const run = runsOf([...waiting.evidence, ...between.evidence, ...begun.evidence]).get(`${repository} ${one.id}`);
    expect(run).toMatchObject({ state: 'running', attempts: [{ worker: 'GitHub Actions 7' }] });
  });

  it('reads many runs in parts, each once, and goes on after a part', async () => {
    const now = Date.now();
    for (let n = 0; n < 130; n++) {
      const one = schedule(gitHub, now - n * 60_000);
      begin(one, now - n * 60_000);
      finish(one, now - n * 60_000, 'success');
    }
    const read = await reader();
    const { evidence, cursor } = await readAll(read, null);
    expect(runsOf(evidence).size).toBe(130);
    const jobs = gitHub.requests.filter(({ path }) => path.includes('/jobs'));
    expect(new Set(jobs.map(({ path }) => path)).size).toBe(jobs.length);
    expect((await readAll(read, cursor)).evidence).toEqual([]);
  });

  it('knows schedules from workflow files, each expression one, and which made a run', async () => {
    const twice = `${nightly}    - cron: "0 12 * * 1-5"\n      timezone: Europe/Berlin\n`;
    addWorkflow(gitHub, { name: 'Nightly', path: '.github/workflows/nightly.yml' }, nightly);
    addWorkflow(gitHub, { name: 'Twice', path: '.github/workflows/twice.yml' }, twice);
    addWorkflow(gitHub, { name: 'CI', path: '.github/workflows/ci.yml' }, 'on: [push]\n');
    addWorkflow(gitHub, { name: 'Hidden', path: '.github/workflows/hidden.yml', state: 'disabled_inactivity' });
    addWorkflow(gitHub, { name: 'Off', path: '.github/workflows/off.yml', state: 'disabled_manually' }, nightly);
    const noon = new Date(Math.floor(Date.now() / 86_400_000) * 86_400_000 - 86_400_000 + 3.6e6 * 3.7);
    const one = schedule(gitHub, noon.getTime(), { name: 'Twice', path: '.github/workflows/twice.yml' });
    const read = await reader();
    const { missing } = await read.probe(never);
    expect(missing.join('\n')).toMatch(/switched off Hidden[\s\S]*give it Contents: read/);
    const facts = (await read.schedules?.(never)) ?? [];
    expect(facts.map(({ name, expression, timeZone }) => [name, expression, timeZone])).toEqual([
      ['Nightly', '30 3 * * *', 'UTC'],
      ['Twice (30 3 * * *)', '30 3 * * *', 'UTC'],
      ['Twice (0 12 * * 1-5)', '0 12 * * 1-5', 'Europe/Berlin'],
      ['Hidden', null, null],
    ]);
    const run = runsOf((await readAll(read, null)).evidence).get(`${repository} ${one.id}`);
    expect(run).toMatchObject({ schedule: 'Twice (30 3 * * *)', job: 'Twice' });
  });

  it('leaves some of the limit to others, and says when GitHub refuses', async () => {
    gitHub.remaining = 60;
    const read = await reader();
    const batch = await read.poll(null, { maxItems: 10, nowUs: Date.now() * 1000 }, never);
    expect(batch.restMs).toBeGreaterThan(60_000);
    gitHub.remaining = 0;
    await expect(readAll(await reader(), null)).rejects.toThrow(/limit is used up until 20/);
  });
});
