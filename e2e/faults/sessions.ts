// People who sign in, as browsers would.
import { send } from './principals.ts';
import type { Rig } from './rig.ts';

export const password = 'a password long enough';

/** An account with this role. */
export const makeUser = (rig: Rig, email: string, role: string): Promise<{ id: string }> =>
  send(rig, 'POST', '/users', { email, role, password });

/** Signs in from the product's own origin; status and the cookie that was set. */
export async function signIn(
  rig: Rig,
  email: string,
  secret = password,
  headers: Record<string, string> = {},
): Promise<{ status: number; cookie: string; text: string }> {
  const answer = await fetch(`${rig.url}/api/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: rig.url, ...headers },
    body: JSON.stringify({ email, password: secret }),
  });
  const cookie = answer.headers
    .getSetCookie()
    .map((one) => one.split(';')[0])
    .join('; ');
  return { status: answer.status, cookie, text: await answer.text() };
}

/** Status of a page or route for who holds this cookie. */
export async function statusWith(rig: Rig, cookie: string, path: string): Promise<number> {
  const answer = await fetch(rig.url + path, { headers: { cookie }, redirect: 'manual' });
  await answer.body?.cancel();
  return answer.status;
}
