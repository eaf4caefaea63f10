// F94: the product behind a reverse proxy, below a path of somebody else's site. Nothing of it leaves the path, and forged requests stay out.
import type { Page, Response } from 'playwright';
import { launchChromium } from './browser.ts';
import type { Fault } from './fault.ts';
import { send } from './principals.ts';
import type { Rig } from './rig.ts';
import { makeUser, password, signIn } from './sessions.ts';

const path = '/ops/signalbox';
const pages = ['/', '/runs', '/queues', '/errors', '/schedules', '/widgets', '/settings/sessions', '/settings/about'];

/** Signs in as people do, from a page that needs it, and walks through the screens by their links. Returns what went wrong. */
async function walk(page: Page, rig: Rig): Promise<string[]> {
  const wrong: string[] = [];
  const note = (answer: Response): void => {
    if (answer.status() >= 400) wrong.push(`${answer.status()} ${answer.url()}`);
  };
  page.on('response', note);
  page.on('pageerror', (error) => wrong.push(error.message));
  await page.goto(`${rig.url}/runs?state=dead`);
  if (!page.url().startsWith(`${rig.url}/sign-in?next=`)) wrong.push(`asked to sign in at ${page.url()}`);
  await page.getByLabel('E-mail').fill('ada@example.org');
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.waitForURL(`${rig.url}/runs?state=dead`);
  for (const name of ['Queues', 'Schedules', 'Widgets']) {
    await page.getByRole('navigation').getByRole('link', { name, exact: true }).first().click();
    await page.waitForURL((url) => url.href.startsWith(`${rig.url}/${name.toLowerCase()}`));
  }
  for (const one of pages) {
    await page.goto(rig.url + one);
    await page.waitForFunction(
      () => document.querySelector('h1') && !document.querySelector('.skeleton, [aria-busy="true"]'),
    );
  }
  page.off('response', note); // what is under way is refused from here on
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.waitForURL(`${rig.url}/sign-in`);
  return wrong;
}

export const belowAPath: Fault = {
  id: 'F94',
  what: 'a reverse proxy, and a path of another site',
  rig: { path },
  async run(rig) {
    const wrong: string[] = [];
    let cases = 0;
    const expect = (what: string, isRight: boolean) => {
      cases += 1;
      if (!isRight) wrong.push(what);
    };
    const status = async (url: string, options: RequestInit = {}): Promise<number> => {
      const answer = await fetch(url, { redirect: 'manual', ...options });
      await answer.body?.cancel();
      return answer.status;
    };
    const first = await fetch(rig.url, { redirect: 'manual' });
    expect(`first page leads to ${first.headers.get('location')}`, first.headers.get('location') === `${path}/setup`);
    await makeUser(rig, 'ada@example.org', 'admin');
    const answer = await fetch(`${rig.url}/api/v1/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: new URL(rig.url).origin },
      body: JSON.stringify({ email: 'ada@example.org', password }),
    });
    const set = answer.headers.get('set-cookie') ?? '';
    expect(`cookie ${set.replace(/=[^;]+/, '=…')}`, new RegExp(`; Path=${path}(;|$)`, 'i').test(set));
    const { cookie } = await signIn(rig, 'ada@example.org', password, { origin: new URL(rig.url).origin });
    const change = (headers: Record<string, string>) =>
      status(`${rig.url}/api/v1/keys`, {
        method: 'POST',
        headers: { cookie, 'content-type': 'application/json', ...headers },
        body: JSON.stringify({ name: 'x', scope: 'read' }),
      });
    const inner = rig.site?.target ?? '';
    expect('own origin', (await change({ origin: new URL(rig.url).origin })) === 201);
    // the Host that the product sees is the inner one: it must not count as ours
    expect('inner origin', (await change({ origin: inner })) === 403);
    expect('foreign origin', (await change({ origin: 'https://evil.example' })) === 403);
    expect(
      'forwarded host',
      (await change({ origin: 'https://evil.example', 'x-forwarded-host': 'evil.example' })) === 403,
    );
    const made = await send<{ urls: Record<string, string> }>(rig, 'POST', '/widgets', {
      name: 'Receipts',
      scope: { environment: 'faults' },
      isOnStatusPage: true,
    });
    for (const form of ['badge', 'card', 'json', 'shields', 'frame', 'script'])
      expect(
        `${form} at ${made.urls[form]}`,
        made.urls[form]?.startsWith(`${rig.url}/`) === true && (await status(made.urls[form])) === 200,
      );
    const schedule = await send<{ token: string }>(rig, 'POST', '/schedules', {
      name: 'nightly',
      environment: 'faults',
      everyMs: 3_600_000,
    });
    const checkedIn = await fetch(`${rig.url}/check-in/${schedule.token}`, { method: 'POST' });
    expect(`check-in: ${checkedIn.status} ${(await checkedIn.text()).slice(0, 120)}`, checkedIn.ok);
    for (const probe of ['/livez', '/readyz', '/status', '/api/v1/openapi.json'])
      expect(probe, (await status(rig.url + probe, { headers: { authorization: `Bearer ${rig.token}` } })) === 200);
    expect('nothing above the path', (await status(`${inner}/runs`)) === 404);
    const browser = await launchChromium();
    try {
      const seen = await walk(await browser.newPage(), rig);
      expect(`walk: ${seen.slice(0, 4).join(', ')}`, seen.length === 0);
    } finally {
      await browser.close();
    }
    const strays = (rig.site?.strays ?? []).filter((one) => one !== '/favicon.ico');
    return {
      cases,
      pages: pages.length + 4,
      strays: strays.length,
      wrong: wrong.length,
      examples: [...wrong, ...strays].slice(0, 6).join(' · '),
      pass: wrong.length === 0 && strays.length === 0,
    };
  },
};
