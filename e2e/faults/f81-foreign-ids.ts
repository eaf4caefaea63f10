// F81: ids of one environment, used by a key that is bound to another, by every road. What is foreign is as if it were not there.
import { askApi } from '../product/start-product.ts';
import { jsonType, post } from './door-client.ts';
import type { Fault } from './fault.ts';
import { jobSpan, jobWords, textPair, toJson } from './otlp-model.ts';
import { makeKey, send } from './principals.ts';
import type { Rig } from './rig.ts';
import { askUntil } from './stored-runs.ts';

const word = 'alpha-only';

async function fill(rig: Rig, environment: string): Promise<void> {
  const spans = Array.from({ length: 5 }, (_, index) =>
    jobSpan(`${environment}-only`, `${environment}-${index}`, {
      attributes: [
        ...jobWords(`${environment}-only`, `${environment}-${index}`, {
          job: `${environment}-only`,
          outcome: 'failed',
        }),
        textPair('job.correlation_id', `${environment}-only-journey`),
      ],
      status: { code: 2, message: `${environment}-only broke` },
    }),
  );
  const resource = [
    textPair('deployment.environment.name', environment),
    textPair('service.name', `${environment}-only`),
    textPair('service.instance.id', `${environment}-only`),
  ];
  await post(`${rig.otlpUrl}/v1/traces`, jsonType, toJson({ spans, resource }));
}

interface Items {
  items: { id: string; fingerprint?: string; queueId?: string }[];
  nextCursor?: string | null;
}

export const foreignIds: Fault = {
  id: 'F81',
  what: 'ids of one environment used by a key of another',
  async run(rig) {
    await fill(rig, 'alpha');
    await fill(rig, 'beta');
    const runs = await askUntil(
      () => askApi<Items>(rig, '/runs?environment=alpha&limit=2'),
      ({ items }) => items.length === 2,
    );
    const [queues, jobs, errors] = await Promise.all(
      ['/queues', '/jobs', '/errors'].map((path) => askApi<Items>(rig, `${path}?environment=alpha`)),
    );
    const widget = await send<{ id: string }>(rig, 'POST', '/widgets', { name: word, scope: { environment: 'alpha' } });
    const source = await send<{ id: string }>(rig, 'POST', '/sources', {
      name: word,
      kind: 'bullmq',
      environment: 'alpha',
      config: { url: 'redis://127.0.0.1:1' },
    });
    const { token } = await makeKey(rig, 'admin', 'beta');
    const cursor = encodeURIComponent(runs.nextCursor ?? '');
    const get = [
      `/runs/${runs.items[0]?.id}`,
      `/queues/${queues?.items[0]?.id}`,
      `/queues/${queues?.items[0]?.id}/composition`,
      `/jobs/${jobs?.items[0]?.id}`,
      `/errors/${errors?.items[0]?.fingerprint}`,
      `/widgets/${widget.id}`,
      `/sources/${source.id}`,
      '/journeys/alpha-only-journey',
      '/runs?environment=alpha',
      `/runs?cursor=${cursor}`,
      '/runs?queue=alpha-only',
      '/runs?correlationId=alpha-only-journey',
      '/search?q=alpha-only-journey',
      `/search?q=${runs.items[0]?.id}`,
      '/export/runs.csv?environment=alpha',
      '/export/runs.jsonl',
      '/queues',
      '/jobs',
      '/errors',
      '/dead-letters',
      '/workers',
      '/schedules',
      '/sources',
      '/widgets',
      '/trust',
      '/alerts/instances',
      '/runs/facets?environment=alpha',
      '/metrics/query?metric=runs.dead&groupBy=environment&groupBy=queue',
    ];
    const leaks: string[] = [];
    const told: string[] = [];
    for (const path of get) {
      const answer = await fetch(`${rig.url}/api/v1${path}`, { headers: { authorization: `Bearer ${token}` } });
      const text = await answer.text();
      // what was asked may be said back; what was not asked may not
      if (text.replaceAll('alpha-only-journey', '').includes('alpha-only') || answer.status >= 500)
        leaks.push(`GET ${path}: ${answer.status}`);
      if (/\/[0-9a-f-]{36}$|\/\d+(\.\d+)?$/.test(path)) told.push(`${path}: ${answer.status}`);
    }
    const change = [
      ['PATCH', `/widgets/${widget.id}`, { name: 'taken' }],
      ['DELETE', `/widgets/${widget.id}`, undefined],
      ['POST', `/widgets/${widget.id}/rotate`, undefined],
      ['PATCH', `/sources/${source.id}`, { name: 'taken' }],
      ['DELETE', `/sources/${source.id}`, undefined],
    ] as const;
    for (const [method, path, body] of change) {
      const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
      const sent = body ? { body: JSON.stringify(body) } : {};
      const { status } = await fetch(`${rig.url}/api/v1${path}`, { method, headers, ...sent });
      if (status !== 404 && status !== 403) leaks.push(`${method} ${path}: ${status}`);
    }
    const found = told.filter((one) => !one.endsWith(': 404'));
    return {
      cases: get.length + change.length,
      leaks: leaks.length,
      examples: leaks.slice(0, 6).join(' · '),
      foreignFound: found.length,
      foundExamples: found.slice(0, 4).join(' · '),
      pass: leaks.length === 0 && found.length === 0 && runs.items.length === 2,
    };
  },
};
