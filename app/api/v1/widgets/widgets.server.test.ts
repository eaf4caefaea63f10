import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GET as getCard } from '#app/embed/v1/[name]/card.svg/route.ts';
import { GET as getEmbed } from '#app/embed/v1/[name]/route.ts';
import { GET as getOembed } from '#app/embed/v1/oembed/route.ts';
import { GET as getStatus } from '#app/status/route.ts';
import { type Answer, call, useDatabase } from '#lib/api/testing/call.ts';
import { fillWorld } from '#lib/api/testing/fixture.ts';
import type { ErrorBody } from '#lib/contracts/error-body.ts';
import type { WidgetCreated, WidgetHealth, WidgetInput, WidgetList, WidgetView } from '#lib/contracts/widget.ts';
import { webPool } from '#lib/db/web-pool.ts';
import { pageScript } from '#lib/embed/draw-page.ts';
import { keepWidgets } from '#lib/embed/keep-widgets.ts';
import { forgetWidgets } from '#lib/embed/open-widget.ts';
import { signWidgetUrl } from '#lib/embed/widget-token.ts';
import { acquireLease, type Lease } from '#lib/lease.ts';
import { createTestDatabase, type TestDatabase } from '#lib/testing/database.ts';
import { POST as rotate } from './[id]/rotate/route.ts';
import { DELETE, PATCH } from './[id]/route.ts';
import { GET, POST } from './route.ts';

let database: TestDatabase;
let lease: Lease;
const origin = 'http://localhost:3000';

beforeAll(async () => {
  database = await createTestDatabase();
  useDatabase(database.url);
  await fillWorld(database.pool, Date.now());
  lease = (await acquireLease(database.pool, 'test', 'widgets', 600_000)) as Lease;
});
afterAll(async () => {
  await webPool().end();
  await database.drop();
});

const make = async (input: Partial<WidgetInput> & Pick<WidgetInput, 'scope'>): Promise<WidgetCreated> => {
  const { status, body } = await call<WidgetCreated>(POST, '/api/v1/widgets', {
    method: 'POST',
    body: { name: 'Receipts', ...input },
  });
  expect(status, JSON.stringify(body)).toBe(201);
  return body;
};
const one = <T>(handler: typeof PATCH, id: string, method: string, body?: unknown) =>
  call<T>(handler, `/api/v1/widgets/${id}`, { method, body, params: { id } });
/** As a stranger asks: no cookie, no token but what the path or `headers` hold. */
const show = <T = string>(path: string, headers: Record<string, string> = {}): Promise<Answer<T>> => {
  const name = decodeURIComponent(path.split('/embed/v1/')[1]?.split(/[/?]/)[0] ?? '');
  const handler = path.includes('/card.svg') ? getCard : getEmbed;
  return call<T>(handler, path, { token: null, headers, params: { name } });
};
const pathOf = (url: string): string => url.slice(origin.length);
const keep = async () => {
  await database.pool.query("update widget_row set due_at = '-infinity'");
  await keepWidgets(database.pool, lease);
  forgetWidgets();
};

describe('a widget', () => {
  it('is grey until it is measured, then tells its figures and nothing that names anything', async () => {
    const { urls, token, health } = await make({ scope: { environment: 'demo', queue: 'reports' } });
    expect(health.status).toBe('unknown');
    expect((await show(pathOf(urls.badge))).body).toContain('<title>Receipts: unknown</title>');
    await keep();
    const { body } = await show<WidgetHealth>(pathOf(urls.json));
    expect(body).toMatchObject({ status: 'ok', statusText: 'Working', failureRate: 0, firing: 0, items: [] });
    expect(body.p95Ms).toBeGreaterThan(2_800);
    expect(body.p95Ms).toBeLessThan(3_000);
    expect(body.throughputPerMin).toBe(0.5);
    expect(Object.keys(body).sort()).toEqual(
      'backlog failureRate firing items oldestWaitingMs p95Ms staleAfter status statusText throughputPerMin updatedAt'.split(
        ' ',
      ),
    );
    for (const path of [urls.json, urls.frame, urls.badge, urls.card, urls.shields])
      expect(JSON.stringify((await show(pathOf(path))).body), path).not.toMatch(/reports|pg-boss|shop-db/);
    expect(await show<object>(pathOf(urls.shields))).toMatchObject({
      body: { schemaVersion: 1, label: 'Receipts', message: 'ok', isError: false, cacheSeconds: 60 },
    });
    const stored = await database.pool.query(
      'select row_to_json(w) as w from widget w union all select row_to_json(a) from audit a',
    );
    expect(JSON.stringify(stored.rows)).not.toContain(token);
  });

  it('names its queues, links and hides numbers as its owner ticks them', async () => {
    const { urls } = await make({ scope: { environment: 'demo' }, fields: ['items', 'url', 'p95Ms'] });
    await keep();
    const { body } = await show<WidgetHealth>(pathOf(urls.json));
    expect(body.items.map((item) => item.name).sort()).toEqual(['email', 'payments', 'reports']);
    expect(body.url).toBe(`${origin}/?environment=demo`);
    expect(body).not.toHaveProperty('backlog');
    const page = await show(pathOf(urls.frame));
    expect(page.body).toContain('<span>email</span>');
    expect((await show(`${pathOf(urls.frame)}?sections=status,nonsense`)).body).not.toContain('<span>email</span>');
  });

  it('counts the steps of one correlation ID', async () => {
    const { urls } = await make({ name: 'Your order', scope: { correlationId: 'req-7' } });
    await keep();
    const { body } = await show<WidgetHealth>(pathOf(urls.json));
    expect(body).toMatchObject({ status: 'ok', statusText: '2 of 2 steps', stepsDone: 2, stepsTotal: 2 });
    expect((await show(pathOf(urls.badge))).body).toContain('<title>Your order: 2 of 2 steps</title>');
    const never = await make({ scope: { correlationId: 'never-seen' } });
    await keep();
    expect((await show<WidgetHealth>(pathOf(never.urls.json))).body).toMatchObject({
      status: 'unknown',
      stepsTotal: null,
    });
  });

  it('follows alerts and silences', async () => {
    const { urls } = await make({ scope: { environment: 'demo', queue: 'email' } });
    const tell = async (severity: string) => {
      await database.pool.query('delete from alert_instance');
      await database.pool.query(
        `with rule as (
           insert into alert_rule (name, definition) values ('r', jsonb_build_object('severity', $1::text, 'filter', '{}'::jsonb)) returning id, version)
         insert into alert_instance (rule_id, rule_version, labels, labels_key, phase, state, since)
         select id, version, '{"environment":"demo","queue":"email"}', 'k', 'firing', '{}', now() from rule`,
        [severity],
      );
      await keep();
      return (await show<WidgetHealth>(pathOf(urls.json))).body;
    };
    expect(await tell('warning')).toMatchObject({ status: 'degraded', firing: 1 });
    expect(await tell('critical')).toMatchObject({ status: 'failing', firing: 1 });
    await database.pool.query(
      `insert into alert_silence (matchers, starts_at, ends_at, comment, created_by)
       values ('[{"label":"queue","op":"=","value":"email"}]', now(), now() + interval '1 hour', 'move', 'test')`,
    );
    await keep();
    expect((await show<WidgetHealth>(pathOf(urls.json))).body.status).toBe('maintenance');
    await database.pool.query('delete from alert_silence');
    await database.pool.query('delete from alert_instance');
  });

  it('turns grey when its row is old, and shows no old number', async () => {
    const { id, urls } = await make({ scope: { environment: 'demo', queue: 'reports' } });
    await keep();
    await database.pool.query("update widget_row set stale_after = now() - interval '1 second' where widget_id = $1", [
      id,
    ]);
    forgetWidgets();
    const { body } = await show<WidgetHealth>(pathOf(urls.json));
    expect(body).toMatchObject({ status: 'unknown', statusText: 'No fresh data', p95Ms: null, firing: null });
    expect((await show(pathOf(urls.card))).body).toContain('aria-label="Receipts: unknown');
  });
});

describe('the answers', () => {
  it('carry what image proxies, frames and other pages need, and 304 to who has them', async () => {
    const { urls } = await make({
      scope: { environment: 'demo' },
      frameOrigins: ['https://shop.example.com', 'https://*.example.org:8443'],
    });
    await keep();
    const page = await show(pathOf(urls.frame));
    const policy = page.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("frame-ancestors 'self' https://shop.example.com https://*.example.org:8443");
    expect(policy).toMatch(/^default-src 'none'; style-src 'sha256-[^']+'; script-src 'sha256-[^']+'; /);
    expect(policy).not.toContain('unsafe');
    expect(page.headers.get('x-frame-options')).toBeNull();
    expect(page.headers.get('set-cookie')).toBeNull();
    expect(Buffer.byteLength(page.body)).toBeLessThanOrEqual(12_000);
    const badge = await show(pathOf(urls.badge));
    expect(badge.headers.get('cache-control')).toBe('no-cache');
    expect(badge.headers.get('cross-origin-resource-policy')).toBe('cross-origin');
    expect((await show(pathOf(urls.json))).headers.get('access-control-allow-origin')).toBe('*');
    for (const url of [urls.badge, urls.card, urls.json, urls.shields, urls.frame]) {
      const etag = (await show(pathOf(url))).headers.get('etag') ?? '';
      const again = await show(pathOf(url), { 'if-none-match': `"other", W/${etag}` });
      expect(again.status, url).toBe(304);
      expect(again.body).toBe('');
    }
  });

  it('describe themselves to oEmbed consumers, for our own widgets alone', async () => {
    const { urls } = await make({ scope: { environment: 'demo' }, name: 'A "quoted" <name>' });
    const ask = (query: string) =>
      call<Record<string, unknown>>(getOembed, `/embed/v1/oembed?${query}`, { token: null });
    const { body } = await ask(`url=${encodeURIComponent(urls.frame)}&maxwidth=300`);
    expect(body).toMatchObject({ version: '1.0', type: 'rich', width: 300 });
    expect(body.html).toContain('title="A &quot;quoted&quot; &lt;name&gt;"');
    for (const url of [
      'https://evil.example/embed/v1/x',
      `${urls.frame}"><script>`,
      urls.frame.replace('sbw_', 'sbw_x'),
      '',
    ])
      expect((await ask(`url=${encodeURIComponent(url)}`)).status).toBe(404);
    expect((await ask(`url=${encodeURIComponent(urls.frame)}&format=xml`)).status).toBe(400);
  });
});

describe('a token', () => {
  it('in the header, or a signature, does what one in the path does, beside the widget’s id', async () => {
    const { id, token, signingKey } = await make({ scope: { environment: 'demo' } });
    const path = `/embed/v1/${id}.json`;
    expect((await show(path)).status).toBe(404);
    const asked = await show(path, { authorization: `Bearer ${token}` });
    expect(asked.status).toBe(200);
    expect(asked.headers.get('access-control-allow-origin')).toBeNull();
    expect(asked.headers.get('cache-control')).toContain('private');
    const params = signWidgetUrl(
      signingKey,
      id,
      new URLSearchParams({ label: 'your export' }),
      Math.ceil(Date.now() / 1000) + 60,
    );
    const signed = await show(`/embed/v1/${id}.svg?${params}`);
    expect(signed.body).toContain('<title>your export: ');
    params.set('label', 'something else');
    expect((await show(`/embed/v1/${id}.json?${params}`)).status).toBe(404);
    const other = await make({ scope: { environment: 'demo' } });
    expect((await show(path, { authorization: `Bearer ${other.token}` })).status).toBe(404);
  });

  it('opens nothing after a rotation, a removal or its expiry, and says so as for one that never was', async () => {
    const first = await make({ scope: { environment: 'demo' } });
    const unknown = await show(`/embed/v1/sbw_${'A'.repeat(22)}.json`);
    expect(unknown.status).toBe(404);
    const second = (await one<WidgetCreated>(rotate, first.id, 'POST')).body;
    expect(second.token).not.toBe(first.token);
    expect((await show(pathOf(first.urls.json))).body).toEqual(unknown.body);
    expect((await show(pathOf(second.urls.json))).status).toBe(200);
    await database.pool.query("update widget set expires_at = now() - interval '1 second' where id = $1", [first.id]);
    forgetWidgets();
    expect((await show(pathOf(second.urls.json))).body).toEqual(unknown.body);
    expect((await one(DELETE, first.id, 'DELETE')).status).toBe(204);
    expect((await show(pathOf(second.urls.json))).body).toEqual(unknown.body);
    const grey = await show(pathOf(second.urls.badge));
    expect(grey.status).toBe(200);
    expect(grey.body).toContain('<title>jobs: unknown</title>');
  });

  it('opens no other door', async () => {
    const { token } = await make({ scope: { environment: 'demo' } });
    expect((await call(GET, '/api/v1/widgets', { token })).status).toBe(401);
    expect((await call(POST, '/api/v1/widgets', { token, method: 'POST', body: {} })).status).toBe(401);
  });
});

describe('managing widgets', () => {
  it('refuses origins that could end the policy, and scopes that name nothing', async () => {
    const post = (body: object) => call<ErrorBody>(POST, '/api/v1/widgets', { method: 'POST', body });
    for (const bad of [
      '*',
      "'self'",
      'https://a.example; script-src *',
      'https://a.example/path',
      'javascript:x',
      'https://a b',
    ])
      expect((await post({ name: 'x', scope: { queue: 'q' }, frameOrigins: [bad] })).status, bad).toBe(400);
    expect((await post({ name: 'x', scope: {} })).body.error.fields).toHaveProperty('scope');
    expect((await post({ name: 'x', scope: { everything: 'yes' } })).status).toBe(400);
  });

  it('changes what is named, lists what is kept, and tells nothing of another environment', async () => {
    const { id } = await make({ scope: { environment: 'staging' } });
    const changed = await one<WidgetView>(PATCH, id, 'PATCH', { name: 'Renamed', isOnStatusPage: true });
    expect(changed.body).toMatchObject({ name: 'Renamed', isOnStatusPage: true, scope: { environment: 'staging' } });
    expect((await one(PATCH, id, 'PATCH', { scope: { environment: 'demo' } })).status).toBe(400);
    const list = await call<WidgetList>(GET, '/api/v1/widgets?limit=200');
    expect(list.body.items.some((widget) => widget.id === id)).toBe(true);
    expect(JSON.stringify(list.body)).not.toContain('sbw_');
    const status = await call<string>(getStatus, '/status', { token: null });
    expect(status.status).toBe(200);
    expect(status.body).toContain('<h2>Renamed</h2>');
    // ours alone, by its hash
    expect(status.body).toContain(`<script>${pageScript}</script>`);
    expect((status.body as string).split('<script')).toHaveLength(2);
    expect(status.headers.get('content-security-policy')).toMatch(/; script-src 'sha256-[^']+'; /);
    expect(status.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
  });
});
