import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deriveRun } from '#lib/domain/derive-run.ts';
import type { Evidence } from '#lib/domain/evidence.ts';
import { normalizeEvidence } from '#lib/domain/normalize-evidence.ts';
import { maxOutputBytes, OutputTail } from './output-tail.ts';
import { type CheckIn, readCheckIn } from './read-check-in.ts';
import { checkInToRows } from './to-evidence.ts';

const read = (path: string, headers: Record<string, string> = {}): CheckIn => {
  const url = new URL(path, 'http://door');
  return readCheckIn({ path: url.pathname, query: url.searchParams, header: (name) => headers[name] ?? null });
};
const faultOf = (path: string): unknown => {
  try {
    return read(path).phase;
  } catch (error) {
    const { code, fields } = error as { code: string; fields?: object };
    return [code, ...Object.keys(fields ?? {})];
  }
};

describe('the request', () => {
  it('says the phase by a word or an exit code; without any it is a success', () => {
    const phases = ['', '/', '/start', '/success', '/fail', '/log', '/skip', '/0', '/1', '/255'];
    expect(phases.map((end) => read(`/check-in/tok${end}`)).map(({ phase, exitCode }) => [phase, exitCode])).toEqual([
      ['success', null],
      ['success', null],
      ['start', null],
      ['success', null],
      ['fail', null],
      ['log', null],
      ['skip', null],
      ['success', 0],
      ['fail', 1],
      ['fail', 255],
    ]);
  });

  it('is refused with what is wrong', () => {
    expect(faultOf('/check-in/tok/256')).toEqual(['invalid_input', 'phase']);
    expect(faultOf('/check-in/tok/-1')).toEqual(['invalid_input', 'phase']);
    expect(faultOf('/check-in/tok/begin')).toEqual(['invalid_input', 'phase']);
    expect(faultOf(`/check-in/tok?rid=${'r'.repeat(201)}`)).toEqual(['invalid_input', 'rid']);
    expect(faultOf('/check-in/tok?durationMs=soon')).toEqual(['invalid_input', 'durationMs']);
    expect(faultOf('/check-in/')).toEqual(['not_found']);
    expect(faultOf('/check-in/tok/start/now')).toEqual(['not_found']);
  });

  it('carries the caller’s correlation ID and trace, and is taken without what cannot be one', () => {
    const traceparent = `00-${'a1'.repeat(16)}-${'b2'.repeat(8)}-01`;
    expect(read('/check-in/tok', { 'x-correlation-id': 'order%20%C3%BC', traceparent })).toMatchObject({
      correlationId: 'order ü',
      parent: { traceId: 'a1'.repeat(16), spanId: 'b2'.repeat(8) },
    });
    expect(read('/check-in/tok?correlationId=req-7', { 'x-correlation-id': 'other' }).correlationId).toBe('req-7');
    const odd = read('/check-in/tok', {
      'x-correlation-id': 'x'.repeat(201),
      traceparent: `00-${'0'.repeat(32)}-x-01`,
    });
    expect(odd).toMatchObject({ correlationId: null, parent: null });
  });
});

describe('the output', () => {
  const tailOf = (pieces: Buffer[]): string => {
    const tail = new OutputTail();
    for (const piece of pieces) tail.push(piece);
    return tail.text();
  };

  it('is the last 10 kB from a whole character on, however it comes in pieces', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 40 }), fc.integer({ min: 1, max: 900 }), (word, times) => {
        const all = Buffer.from(`${word}ü`.repeat(times).replaceAll('\0', ''));
        const whole = tailOf([all]);
        expect(all.toString('utf8').endsWith(whole)).toBe(true);
        expect(Buffer.byteLength(whole)).toBeLessThanOrEqual(maxOutputBytes);
        expect(Buffer.byteLength(whole)).toBeGreaterThan(Math.min(all.length, maxOutputBytes) - 4);
        const pieces = Array.from({ length: Math.ceil(all.length / 7) }, (_, i) => all.subarray(i * 7, i * 7 + 7));
        expect(tailOf(pieces)).toBe(whole);
      }),
    );
  });

  it('holds nothing that Postgres cannot store', () => {
    expect(tailOf([Buffer.from([0x61, 0x00, 0xff, 0x62])])).toBe('a\ufffd\ufffdb');
  });
});

const schedule = { id: 's1', environment: 'production', name: 'nightly', queue: null };
const second = 1_000_000;
const told = (path: string, at: number, output = ''): { evidence: Evidence[]; logs: unknown[] } =>
  checkInToRows({ ...read(`/check-in/tok${path}`), rid: 'r1' }, schedule, output, at);
const runOf = (...all: Evidence[][]) => deriveRun(all.flat().map(normalizeEvidence));

describe('the run', () => {
  const start = told('/start?correlationId=req-7', second).evidence;
  const failed = told('/3', 61 * second, 'connecting\nError: no route\n');

  it('has start, end, error and correlation, in any order and however often it is told', () => {
    const run = runOf(start, failed.evidence);
    expect(run).toMatchObject({
      environment: 'production',
      system: 'check-in',
      queue: 'nightly',
      schedule: 'nightly',
      state: 'dead',
      startedAt: second,
      finishedAt: 61 * second,
      durationUs: 60 * second,
      correlation: { id: 'req-7' },
      error: { type: 'exit code 3', message: 'Error: no route' },
    });
    expect(failed.logs).toMatchObject([{ severity: 17, body: 'connecting\nError: no route\n' }]);
    expect(runOf(failed.evidence, start, start, failed.evidence)).toEqual(run);
  });

  it('knows its length from the end alone, and by the start where both were told', () => {
    const end = told('/success?durationMs=5000', 61 * second).evidence;
    expect(runOf(end)).toMatchObject({ state: 'succeeded', startedAt: 56 * second, durationUs: 5 * second });
    expect(runOf(end, start)).toMatchObject({ startedAt: second });
  });

  it('is running after a start, there after a log line, and discarded when it was given up', () => {
    expect(runOf(start).state).toBe('running');
    expect(runOf(told('/log', second, 'half done').evidence)).toMatchObject({ schedule: 'nightly', startedAt: null });
    expect(runOf(told('/skip', second).evidence)).toMatchObject({ state: 'discarded', schedule: 'nightly' });
  });

  it('keeps to one trace of its own where the sender has none', () => {
    const spans = [start, failed.evidence].map(([item]) => item?.spanRef);
    expect(spans[0]).toEqual(spans[1]);
    expect(spans[0]?.traceId).toMatch(/^[0-9a-f]{32}$/);
  });
});
