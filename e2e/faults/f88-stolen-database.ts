// F88: a thief has the whole database. Nothing in it opens a door: no key, session, widget or check-in token, no password, no connection string.

import { databaseText } from './f87-seeded-secrets.ts';
import type { Fault } from './fault.ts';
import { makeKey, send } from './principals.ts';
import { makeUser, password, signIn } from './sessions.ts';

export const stolenDatabase: Fault = {
  id: 'F88',
  what: 'the whole database in a thief’s hands',
  async run(rig) {
    await makeUser(rig, 'ada@example.org', 'admin');
    const { cookie } = await signIn(rig, 'ada@example.org');
    const keys = await Promise.all(['ingest', 'read', 'operate', 'admin'].map((scope) => makeKey(rig, scope)));
    const widget = await send<{ token: string; signingKey: string }>(rig, 'POST', '/widgets', {
      name: 'w',
      scope: { environment: 'faults' },
    });
    await send(rig, 'POST', '/sources', {
      name: 's',
      kind: 'pg-boss',
      environment: 'faults',
      config: { url: 'postgres://app:very-own-password@127.0.0.1:1/db' },
    });
    const hook = await send<{ signingSecret: string }>(rig, 'POST', '/alerts/channels', {
      name: 'c',
      kind: 'webhook',
      config: { url: 'https://example.com/very-own-hook' },
      sendResolved: true,
    });
    const schedule = await send<{ token?: string }>(rig, 'POST', '/schedules', {
      name: 'nightly',
      environment: 'faults',
      everyMs: 3_600_000,
    }).catch(() => ({ token: undefined }));
    const wanted: Record<string, string | undefined> = {
      'session cookie': decodeURIComponent(cookie.split('=')[1] ?? ''),
      password,
      ...Object.fromEntries(keys.map(({ token }, index) => [`key ${index}`, token])),
      'widget token': widget.token,
      'widget signing key': widget.signingKey,
      'connection string': 'very-own-password',
      'webhook address': 'very-own-hook',
      'webhook secret': hook.signingSecret,
      'check-in token': schedule.token,
      'setup code': rig.setupCode.replaceAll('-', ''),
      secret: rig.env.SIGNALBOX_SECRET,
      'bootstrap token': rig.token,
    };
    const text = await databaseText(rig);
    const found = Object.entries(wanted).filter(([, value]) => value && text.includes(value));
    // and what lies there for a session opens none by itself
    const [session] = await rig.postgres.query<{ token: string }>('select token from auth_session');
    const forged = await fetch(`${rig.url}/api/v1/session`, {
      headers: { cookie: `${cookie.split('=')[0]}=${session?.token}` },
    });
    return {
      looked: Object.values(wanted).filter(Boolean).length,
      bytes: text.length,
      found: found.length,
      examples: found.map(([name]) => name).join(' · '),
      forgedSession: forged.status,
      pass: found.length === 0 && forged.status === 401 && text.length > 1_000,
    };
  },
};
