// The battery, with work done by the backend's own library. Here that is the few lines of `FileQueue`; against a server it is started by
// `open` and stopped by `close` (see collectors/pg-boss/read.server.test.ts).
import { createHash } from 'node:crypto';
import { appendFileSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BatterySubject, collectorBattery, entriesOf, type LedgerEntry } from '#lib/testing/collector-battery.ts';
import { readAll, runsOf } from '#lib/testing/read-source.ts';
import { WorkLedger } from '#lib/testing/work-ledger.ts';
import type { TemplateConfig } from './config.ts';
import { collector } from './read.ts';
import type { LogEvent } from './to-evidence.ts';

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** The library that is watched: notes what it does in a file. */
class FileQueue {
  file: string;
  #count = 0;

  constructor(file: string) {
    this.file = file;
    writeFileSync(file, '');
  }

  nextId = (): string => `job-${++this.#count}`;

  note(event: Omit<LogEvent, 'seq' | 'at' | 'queue'>): void {
    appendFileSync(this.file, `${JSON.stringify({ seq: ++this.#count, at: Date.now(), queue: 'mail', ...event })}\n`);
  }
}

const settingsFor = (file: string) => ({
  name: 'log',
  kind: '_template',
  environment: 'test',
  config: collector.configSchema.parse({ file }),
  pollMs: 250,
  correlation: { pointers: [] },
  payload: { allow: [], redact: [] },
});

/** One job of each kind of end, each moment noted as what lies surely before and after it. */
async function work(queue: FileQueue): Promise<LedgerEntry[]> {
  const ledger = new WorkLedger();
  const cases = [
    { kind: 'success', failures: 0, delayMs: 0 },
    { kind: 'retried', failures: 1, delayMs: 0 },
    { kind: 'exhausted', failures: 2, delayMs: 0 },
    { kind: 'delayed', failures: 0, delayMs: 200 },
  ];
  for (const { kind, failures, delayMs } of cases) {
    const id = queue.nextId();
    const correlationId = `c-${id}`;
    const from = Date.now();
    const due = delayMs > 0 ? { dueAt: from + delayMs } : {};
    queue.note({ event: 'added', id, job: kind, data: { correlationId }, maxAttempts: 2, ...due });
    const enqueued = { from, to: Date.now() };
    const state = failures === 2 ? 'dead' : 'succeeded';
    ledger.enqueue({ queue: 'mail', jobId: id, kind, state, enqueued, dueMs: due.dueAt ?? 0, correlationId });
    await sleep(delayMs);
    for (let isOver = false; !isOver; ) {
      const taken = Date.now();
      const attempt = ledger.attemptsOf('mail', id).length + 1;
      queue.note({ event: 'started', id, attempt });
      const number = ledger.begin('mail', id, taken);
      await sleep(30);
      const error = attempt <= failures ? { name: 'TypeError', message: `failure ${attempt}` } : undefined;
      isOver = !error || attempt === 2;
      ledger.end('mail', id, number, error ? 'failed' : 'succeeded', error?.message);
      queue.note({ event: error ? 'failed' : 'succeeded', id, attempt, error, willRetry: !isOver });
      ledger.confirm('mail', id);
    }
  }
  return entriesOf(ledger);
}

async function open(): Promise<BatterySubject<TemplateConfig>> {
  const folder = mkdtempSync(join(tmpdir(), 'signalbox-template-'));
  const queue = new FileQueue(join(folder, 'events.jsonl'));
  return {
    settings: settingsFor(queue.file),
    work: () => work(queue),
    fingerprint: async () => createHash('sha256').update(readFileSync(queue.file)).digest('hex'),
    broken: [
      { name: 'no file', config: { file: join(folder, 'nowhere') }, says: /no file .*check the path/ },
      { name: 'a folder', config: { file: folder }, says: /is a folder|EISDIR/ },
    ],
    close: async () => rmSync(folder, { recursive: true }),
  };
}

collectorBattery(collector, open);

describe('what is special about a log in a file', () => {
  let queue: FileQueue;
  const folder = mkdtempSync(join(tmpdir(), 'signalbox-template-'));
  beforeAll(() => {
    queue = new FileQueue(join(folder, 'events.jsonl'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('reads on past what is spoilt or half written, and begins anew with a new log', async () => {
    const reader = await collector.open(settingsFor(queue.file));
    appendFileSync(queue.file, '{not json\n42\n');
    queue.note({ event: 'added', id: 'whole' });
    appendFileSync(queue.file, '{"seq":9,"at":1,"event":"ad');
    const first = await readAll(reader, null);
    expect([...runsOf(first.evidence).keys()]).toEqual(['mail whole']);
    appendFileSync(queue.file, `ded","queue":"mail","id":"half"}\n`);
    const second = await readAll(reader, first.cursor);
    expect([...runsOf(second.evidence).keys()]).toEqual(['mail half']);
    truncateSync(queue.file);
    queue.note({ event: 'added', id: 'anew' });
    const third = await readAll(reader, second.cursor);
    expect(third.gaps.map(({ cause }) => cause)).toEqual(['reset']);
    expect([...runsOf(third.evidence).keys()]).toEqual(['mail anew']);
  });
});
