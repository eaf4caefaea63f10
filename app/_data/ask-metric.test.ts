import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { askMetric } from './ask-metric.ts';

const asked: { url: string; signal: AbortSignal }[] = [];
const answerTo = (url: URL) => {
  const metrics = url.searchParams.get('metrics')?.split(',');
  return metrics ? { items: metrics.map((metric) => ({ metric })) } : { metric: url.searchParams.get('metric') };
};
beforeEach(() => {
  vi.stubGlobal('location', { pathname: '/' });
  vi.stubGlobal('fetch', async (url: string, { signal }: { signal: AbortSignal }) => {
    asked.push({ url, signal });
    return Response.json(answerTo(new URL(url, 'http://localhost')));
  });
});
afterEach(() => {
  asked.length = 0;
  vi.unstubAllGlobals();
});
const { signal } = new AbortController();

test('what is wanted of one window at one moment is one request, each metric once', async () => {
  const window = { from: 'now-24h', stepMs: 60_000 };
  const answers = await Promise.all([
    askMetric('duration.p50', window, signal),
    askMetric('duration.p95', { ...window }, signal),
    askMetric('duration.p95', window, signal),
    askMetric('runs.dead', { ...window, from: 'now-48h' }, signal),
  ]);
  expect(answers.map((answer) => answer.metric)).toEqual(['duration.p50', 'duration.p95', 'duration.p95', 'runs.dead']);
  expect(asked.map(({ url }) => url)).toEqual([
    '/api/v1/metrics/queries?from=now-24h&metrics=duration.p50%2Cduration.p95&stepMs=60000',
    '/api/v1/metrics/query?from=now-48h&metric=runs.dead&stepMs=60000',
  ]);
});

test('the request is given up when nobody wants any of it', async () => {
  const [one, other] = [new AbortController(), new AbortController()];
  const answers = [askMetric('duration.p50', {}, one.signal), askMetric('duration.p95', {}, other.signal)];
  await vi.waitFor(() => expect(asked).toHaveLength(1));
  one.abort();
  expect(asked[0]?.signal.aborted).toBe(false);
  other.abort();
  expect(asked[0]?.signal.aborted).toBe(true);
  await Promise.allSettled(answers);
});

test('all hear of a failure', async () => {
  vi.stubGlobal('fetch', async () =>
    Response.json({ error: { code: 'unavailable', message: 'later' } }, { status: 503 }),
  );
  const answers = await Promise.allSettled([
    askMetric('duration.p50', {}, signal),
    askMetric('duration.p95', {}, signal),
  ]);
  expect(answers.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
});
