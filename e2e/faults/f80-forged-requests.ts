// F80: another site makes an admin's browser act. Nothing changes, whatever the form of the request.
import type { Fault } from './fault.ts';
import { send } from './principals.ts';
import { makeUser, signIn } from './sessions.ts';

const forms: Record<string, string>[] = [
  {},
  { 'sec-fetch-site': 'cross-site' },
  { 'sec-fetch-site': 'same-site' },
  { 'sec-fetch-site': 'none' },
  { origin: 'null' },
  { origin: 'https://evil.example' },
  { origin: 'http://localhost' },
  { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example', 'content-type': 'text/plain' },
  { 'sec-fetch-site': 'cross-site', 'content-type': 'application/x-www-form-urlencoded' },
  { 'sec-fetch-site': 'cross-site', 'content-type': 'multipart/form-data; boundary=x' },
  { 'sec-fetch-site': 'same-origin', 'content-type': 'text/plain' },
  { referer: 'http://localhost/' },
];

export const forgedRequests: Fault = {
  id: 'F80',
  what: 'another site makes an admin’s browser act',
  async run(rig) {
    await makeUser(rig, 'ada@example.org', 'admin');
    const { cookie } = await signIn(rig, 'ada@example.org');
    const widget = await send<{ id: string }>(rig, 'POST', '/widgets', {
      name: 'kept',
      scope: { environment: 'faults' },
    });
    const actions = [
      ['POST', '/keys', { name: 'forged', scope: 'admin' }],
      ['POST', '/users', { email: 'eve@example.org', role: 'admin' }],
      ['POST', '/widgets', { name: 'forged', scope: { environment: 'faults' } }],
      ['PATCH', `/widgets/${widget.id}`, { name: 'forged' }],
      ['DELETE', `/widgets/${widget.id}`, undefined],
      ['POST', `/widgets/${widget.id}/rotate`, undefined],
      ['POST', '/alerts/rules', { name: 'forged', kind: 'deadLetter' }],
      [
        'POST',
        '/sources',
        { name: 'forged', kind: 'bullmq', environment: 'faults', config: { url: 'redis://127.0.0.1:1' } },
      ],
      ['DELETE', '/session', undefined],
    ] as const;
    let cases = 0;
    const passed: string[] = [];
    for (const [method, path, body] of actions) {
      for (const form of forms) {
        // without a body there is no type to refuse
        if (body === undefined && form['sec-fetch-site'] === 'same-origin') continue;
        cases += 1;
        const headers = { cookie, 'content-type': 'application/json', ...form };
        const sent = body === undefined ? {} : { body: JSON.stringify(body) };
        const answer = await fetch(`${rig.url}/api/v1${path}`, { method, headers, ...sent });
        if (answer.status !== 403 && answer.status !== 415)
          passed.push(`${method} ${path} ${JSON.stringify(form)}: ${answer.status}`);
      }
    }
    // no GET changes anything: asked for what would be changes
    for (const path of ['/session?_method=DELETE', `/widgets/${widget.id}?_method=DELETE`]) {
      cases += 1;
      await fetch(`${rig.url}/api/v1${path}`, { headers: { cookie } });
    }
    const [left] = await rig.postgres.query<{ forged: number; kept: number; sessions: number }>(
      `select (select count(*)::int4 from widget where name = 'forged') + (select count(*)::int4 from api_key where name = 'forged')
            + (select count(*)::int4 from auth_user where email = 'eve@example.org') + (select count(*)::int4 from alert_rule where name = 'forged')
            + (select count(*)::int4 from source where name = 'forged') as forged,
              (select count(*)::int4 from widget where name = 'kept') as kept, (select count(*)::int4 from auth_session) as sessions`,
    );
    const own = await fetch(`${rig.url}/api/v1/keys`, {
      method: 'POST',
      headers: { cookie, origin: rig.url, 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'own', scope: 'read' }),
    });
    return {
      cases,
      passed: passed.length,
      examples: passed.slice(0, 5).join(' · '),
      forged: left?.forged ?? -1,
      ownWorks: own.status === 201,
      pass: passed.length === 0 && left?.forged === 0 && left.kept === 1 && left.sessions === 1 && own.status === 201,
    };
  },
};
