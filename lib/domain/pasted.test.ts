import { describe, expect, it } from 'vitest';
import { readPasted } from './pasted.ts';

const trace = '4bf92f3577b34da6a3ce929d0e0e4736';

describe('what was pasted into the search', () => {
  it('is a correlation ID or job id as it stands', () => {
    expect(readPasted(' req-7 ').words[0]).toBe('req-7');
    expect(readPasted('42').words).toEqual(['42']);
  });

  it('is a traceparent header with a trace id in it', () => {
    const pasted = readPasted(`00-${trace}-00f067aa0ba902b7-01`);
    expect(pasted.traceIds).toEqual([trace]);
    expect(pasted.spanIds).toEqual(['00f067aa0ba902b7']);
  });

  it('is a URL with a run id in its path', () => {
    const id = '019abcde-0000-7000-8000-000000000001';
    expect(readPasted(`https://signalbox.example/runs/${id}?from=now-24h`).runIds).toEqual([id]);
  });

  it('is a log line, of which labelled values come first', () => {
    const pasted = readPasted('2026-11-24 ERROR worker: job failed {"jobId":"981","correlationId":"ord_55"}');
    expect(pasted.words.slice(0, 2)).toEqual(['981', 'ord_55']);
  });

  it('is broken percent-encoding without harm', () => {
    expect(readPasted('100%zz').words[0]).toBe('100%zz');
    expect(readPasted('req%2F7').words[0]).toBe('req/7');
  });
});
