// F86: questions that are meant to cost: patterns, deep filters, long lists, far offsets. Each is answered or refused soon, and others are
// served meanwhile.
import { probeApi } from './api-probe.ts';
import type { Fault } from './fault.ts';

const long = 'a'.repeat(190);
const many = (count: number, of: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => of(index)).join('&');
const questions: readonly string[] = [
  `/runs?q=${'%25_'.repeat(60)}`,
  `/runs?q=${encodeURIComponent('(a+)+$')}`,
  `/runs?q=${encodeURIComponent('\\'.repeat(199))}`,
  `/runs?q=${'x'.repeat(5_000)}`,
  `/runs?q=attr.${long}=${long}`,
  `/runs?${many(300, (index) => `queue=q${index}`)}`,
  `/runs?queue=${Array.from({ length: 100 }, () => long.slice(0, 40)).join(',')}`,
  '/runs?limit=1000000000',
  '/runs?limit=-1',
  '/runs?cursor=' + 'A'.repeat(500),
  `/runs?cursor=${Buffer.from('{"key":1e308,"id":"x"}').toString('base64url')}`,
  '/runs?from=1900-01-01T00:00:00Z&to=9999-12-31T00:00:00Z',
  '/runs?from=now-999999999d',
  '/metrics/query?metric=duration.p95&stepMs=1000&from=now-400d',
  `/metrics/query?metric=duration.p95&groupBy=queue&groupBy=job&groupBy=source`,
  '/metrics/query?metric=__proto__',
  '/runs?minDurationMs=1e999',
  '/runs?sort=-constructor',
  `/search?q=${encodeURIComponent('%'.repeat(300))}`,
  `/search?q=${'0'.repeat(100_000)}`,
  '/export/runs.csv?from=now-400d',
  '/journeys/' + encodeURIComponent('%'.repeat(400)),
];
const slowestMs = 10_000;

export const costlyQuestions: Fault = {
  id: 'F86',
  what: 'questions that are meant to cost',
  async run(rig) {
    const probe = probeApi(rig);
    const odd: string[] = [];
    let worstMs = 0;
    for (const question of questions) {
      const beganAt = performance.now();
      const answer = await fetch(`${rig.url}/api/v1${question}`, {
        headers: { authorization: `Bearer ${rig.token}` },
        signal: AbortSignal.timeout(30_000),
      }).catch(() => null);
      await answer?.text();
      const ms = performance.now() - beganAt;
      worstMs = Math.max(worstMs, ms);
      if (!answer || answer.status >= 500 || ms > slowestMs)
        odd.push(`${question.slice(0, 80)}: ${answer?.status ?? 'no answer'} in ${Math.round(ms)} ms`);
    }
    const headers = { authorization: `Bearer ${rig.token}`, 'content-type': 'application/json' };
    const nested = (depth: number): string => (depth === 0 ? '1' : `{"a":${nested(depth - 1)}}`);
    const bodies = [
      `{"name":"x","filter":${nested(2_000)}}`,
      '['.repeat(100_000),
      '"'.repeat(300_000),
      '{"__proto__":{"role":"admin"},"name":"x"}',
    ];
    for (const body of bodies) {
      const answer = await fetch(`${rig.url}/api/v1/alerts/rules`, { method: 'POST', headers, body });
      await answer.text();
      if (answer.status >= 500 || answer.status < 400) odd.push(`body ${body.slice(0, 30)}: ${answer.status}`);
    }
    const others = await probe.stop();
    return {
      questions: questions.length + bodies.length,
      odd: odd.length,
      examples: odd.slice(0, 5).join(' · '),
      worstMs: Math.round(worstMs),
      ...others,
      pass: odd.length === 0 && others.uiUnexplained === 0,
    };
  },
};
