// F89: guessing passwords and addresses, planted sessions, forged logins; a sign-out, a role and a new password take effect at once.
import type { Fault } from './fault.ts';
import { send } from './principals.ts';
import { makeUser, password, signIn, statusWith } from './sessions.ts';

const samples = 9;
const median = (values: number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

export const guessedPasswords: Fault = {
  id: 'F89',
  what: 'guessed passwords and addresses, planted sessions, late revocations',
  async run(rig) {
    const { id } = await makeUser(rig, 'vera@example.org', 'admin');
    const wrong: string[] = [];
    const expect = (what: string, isRight: boolean) => void (isRight || wrong.push(what));
    const knownMs: number[] = [];
    const unknownMs: number[] = [];
    const texts = new Set<string>();
    // in turns, so that a busy machine is as slow for the one as for the other
    for (let index = 0; index < samples; index++) {
      for (const [email, times] of [
        ['vera@example.org', knownMs],
        [`nobody${index}@example.org`, unknownMs],
      ] as const) {
        const beganAt = performance.now();
        const { status, text } = await signIn(rig, email, 'wrong password');
        times.push(performance.now() - beganAt);
        texts.add(`${status} ${text}`);
      }
    }
    expect(`same answer: ${[...texts].join(' / ')}`, texts.size === 1);
    const differenceMs = Math.abs(median(knownMs) - median(unknownMs));
    expect(`same time: ${Math.round(differenceMs)} ms`, differenceMs < Math.max(60, 0.5 * median(knownMs)));
    await signIn(rig, 'vera@example.org', 'wrong password');
    const limited = await signIn(rig, 'vera@example.org');
    expect(`limited after ten: ${limited.status}`, limited.status === 429);
    // somebody else is not kept out by it
    await makeUser(rig, 'olaf@example.org', 'admin');
    const planted = 'signalbox_session=planted.by-somebody';
    const mine = await signIn(rig, 'olaf@example.org', password, { cookie: planted });
    expect('another account signs in', mine.status === 204);
    expect('a planted session is not taken over', !mine.cookie.includes('planted'));
    const again = await signIn(rig, 'olaf@example.org', password, { cookie: mine.cookie });
    expect('each sign-in has a session of its own', again.cookie !== mine.cookie);
    const forged = await signIn(rig, 'olaf@example.org', password, {
      origin: 'https://evil.example',
      'sec-fetch-site': 'cross-site',
    });
    expect(`a login from elsewhere: ${forged.status}`, forged.status === 403);
    const users = await send<{ items: { id: string; email: string }[] }>(rig, 'GET', '/users');
    const olaf = users.items.find(({ email }) => email === 'olaf@example.org')?.id;
    expect('an admin manages', (await statusWith(rig, mine.cookie, '/api/v1/users')) === 200);
    await send(rig, 'PATCH', `/users/${olaf}`, { role: 'viewer' });
    expect('no longer', (await statusWith(rig, mine.cookie, '/api/v1/users')) === 403);
    await fetch(`${rig.url}/api/v1/session`, { method: 'DELETE', headers: { cookie: again.cookie, origin: rig.url } });
    expect('signed out', (await statusWith(rig, again.cookie, '/api/v1/session')) === 401);
    await send(rig, 'PATCH', `/users/${olaf}`, { password: 'quite another password' });
    expect('a new password ends sessions', (await statusWith(rig, mine.cookie, '/api/v1/session')) === 401);
    await send(rig, 'DELETE', `/users/${olaf}`);
    expect('a removed user is gone', (await signIn(rig, 'olaf@example.org', 'quite another password')).status === 401);
    expect(
      'the last admin stays',
      (
        await fetch(`${rig.url}/api/v1/users/${id}`, {
          method: 'DELETE',
          headers: { authorization: `Bearer ${rig.token}` },
        })
      ).status === 409,
    );
    return {
      checks: 13,
      wrong: wrong.length,
      examples: wrong.join(' · '),
      differenceMs: Math.round(differenceMs),
      pass: wrong.length === 0,
    };
  },
};
