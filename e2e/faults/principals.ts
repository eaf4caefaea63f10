// The nine who may stand before a door, as the API and time make them.
import type { Rig } from './rig.ts';

export const principalNames = [
  'nobody',
  'expired',
  'other environment',
  'viewer',
  'operator',
  'admin',
  'ingest key',
  'widget token',
  'revoked',
] as const;
export type PrincipalName = (typeof principalNames)[number];
/** Bearer tokens by name; null = none is sent. */
export type Principals = Record<PrincipalName, string | null>;

/** Asks the API as the bootstrap token's bearer with a JSON body. Throws for anything but success. */
export async function send<T>(
  rig: Pick<Rig, 'url' | 'token'>,
  method: string,
  path: string,
  body?: unknown,
): Promise<T> {
  const answer = await fetch(`${rig.url}/api/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${rig.token}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
  return (text === '' ? undefined : JSON.parse(text)) as T;
}

interface Made {
  id: string;
  token: string;
}

export const makeKey = (rig: Rig, scope: string, environment: string | null = null): Promise<Made> =>
  send<Made>(rig, 'POST', '/keys', { name: `fault ${scope}`, scope, environment });

export async function makePrincipals(rig: Rig, environment = 'other'): Promise<Principals> {
  const expired = await makeKey(rig, 'admin');
  await rig.postgres.query("update api_key set expires_at = now() - interval '1 second' where id = $1", [expired.id]);
  const revoked = await makeKey(rig, 'admin');
  await send(rig, 'DELETE', `/keys/${revoked.id}`);
  const widget = await send<Made>(rig, 'POST', '/widgets', { name: 'fault', scope: { environment: 'faults' } });
  return {
    nobody: null,
    expired: expired.token,
    'other environment': (await makeKey(rig, 'read', environment)).token,
    viewer: (await makeKey(rig, 'read')).token,
    operator: (await makeKey(rig, 'operate')).token,
    admin: (await makeKey(rig, 'admin')).token,
    'ingest key': (await makeKey(rig, 'ingest')).token,
    'widget token': widget.token,
    revoked: revoked.token,
  };
}
