// F82: what a widget's token opens, and on whose pages, in a real Chromium: allowed and refused origins, other widgets, other doors.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser } from 'playwright';
import { launchChromium } from './browser.ts';
import type { Fault } from './fault.ts';
import { send } from './principals.ts';
import type { Rig } from './rig.ts';

interface Made {
  id: string;
  token: string;
  urls: Record<'badge' | 'card' | 'shields' | 'json' | 'frame' | 'script', string>;
}
const fields = [
  'backlog',
  'failureRate',
  'firing',
  'items',
  'oldestWaitingMs',
  'p95Ms',
  'staleAfter',
  'status',
  'statusText',
  'throughputPerMin',
  'updatedAt',
];

/** A page of somebody else, on an origin of its own. */
async function openForeignSite(html: () => string): Promise<{ origin: string; close(): void }> {
  const server = createServer((_request, response) => response.setHeader('content-type', 'text/html').end(html()));
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close: () => server.close() };
}

/** What is seen of `made` on a foreign page: the frame's text (null = refused), the component's state, and whether pictures loaded. */
async function lookFrom(browser: Browser, origin: string, made: Made) {
  const context = await browser.newContext();
  const page = await context.newPage();
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  await page.goto(origin);
  await page.waitForFunction(() => [...document.images].every((image) => image.complete));
  const pictures = await page.evaluate(() => [...document.images].map((image) => image.naturalWidth));
  await page
    .waitForFunction(
      () =>
        document
          .querySelector('job-health')
          ?.shadowRoot?.querySelector('[part=moment]')
          ?.textContent?.startsWith('As of'),
      undefined,
      { timeout: 20_000 },
    )
    .catch(() => {});
  const component = await page.evaluate(() => {
    const element = document.querySelector<HTMLElement>('job-health');
    return { state: element?.dataset.state ?? '', text: element?.shadowRoot?.textContent ?? '' };
  });
  const frame = page.frames().find((one) => one !== page.mainFrame());
  const framed =
    (await frame
      ?.evaluate(() => (location.protocol.startsWith('http') ? document.body.textContent : null))
      .catch(() => null)) ?? null;
  const height = await page.evaluate(() => Reflect.get(window, 'told') as unknown);
  const cookies = (await context.cookies(made.urls.frame)).length;
  await context.close();
  return { framed, component, pictures, height, cookies, errors };
}

const pageFor = (made: Made): string =>
  `<!doctype html><title>foreign</title><script>addEventListener('message', (e) => { window.told = e.data })</script>
   <img src="${made.urls.badge}"><img src="${made.urls.card}">
   <script type="module" src="${made.urls.script}"></script><job-health src="${made.urls.json}" label="Receipts"></job-health>
   <iframe src="${made.urls.frame}" width="480" height="220"></iframe>`;

async function status(rig: Rig, path: string, headers: Record<string, string> = {}): Promise<number> {
  const answer = await fetch(path.startsWith('http') ? path : rig.url + path, { headers });
  await answer.body?.cancel();
  return answer.status;
}

export const widgetTokens: Fault = {
  id: 'F82',
  what: 'what a widget’s token opens, and on whose pages',
  async run(rig) {
    let shown: Made | null = null;
    const html = () => (shown ? pageFor(shown) : '');
    const [friend, stranger] = [await openForeignSite(html), await openForeignSite(html)];
    const browser = await launchChromium();
    const wrong: string[] = [];
    let cases = 0;
    const expect = (what: string, isRight: boolean) => {
      cases += 1;
      if (!isRight) wrong.push(what);
    };
    try {
      const make = (name: string) =>
        send<Made>(rig, 'POST', '/widgets', { name, scope: { environment: 'faults' }, frameOrigins: [friend.origin] });
      const [made, other] = [await make('Receipts'), await make('Other')];
      shown = made;
      // the keeper makes its row within a few seconds
      for (const until = Date.now() + 60_000; Date.now() < until; await sleep(250)) {
        const told = (await (await fetch(made.urls.json)).json()) as { updatedAt: string | null };
        if (told.updatedAt) break;
      }
      const atFriend = await lookFrom(browser, friend.origin, made);
      const atStranger = await lookFrom(browser, stranger.origin, made);
      expect('framed by a friend', atFriend.framed?.includes('Receipts') === true);
      expect('height told', JSON.stringify(atFriend.height ?? '').includes('signalbox:height'));
      expect('refused to a stranger', atStranger.framed === null || !atStranger.framed.includes('Receipts'));
      for (const seen of [atFriend, atStranger]) {
        expect('pictures everywhere', seen.pictures.length === 2 && seen.pictures.every((width) => width > 0));
        expect(
          `component everywhere: ${seen.component.text}`,
          seen.component.text.includes('Receipts') && seen.component.text.includes('As of'),
        );
        expect('no cookie', seen.cookies === 0);
        expect(`no error: ${seen.errors[0]}`, seen.errors.length === 0);
      }
      const told = (await (await fetch(made.urls.json)).json()) as object;
      expect(
        `fields: ${Object.keys(told)}`,
        Object.keys(told).every((field) => fields.includes(field)),
      );
      const bearer = { authorization: `Bearer ${made.token}` };
      for (const path of ['/api/v1/runs', '/api/v1/widgets', `/api/v1/widgets/${made.id}`, '/mcp', '/api/v1/stream'])
        expect(`door ${path}`, (await status(rig, path, bearer)) === (path === '/mcp' ? 405 : 401));
      expect('other widget', (await status(rig, `/embed/v1/${other.id}.json`, bearer)) === 404);
      const tampered = `${made.token.slice(0, -1)}${made.token.endsWith('A') ? 'B' : 'A'}`;
      for (const name of [
        tampered,
        made.id,
        'eyJhbGciOiJub25lIn0.eyJ3IjoxfQ.',
        `${made.token}%00`,
        '..%2fwidgets',
        '__proto__',
      ])
        expect(`name ${name}`, [404, 400].includes(await status(rig, `/embed/v1/${name}.json`)));
      for (const query of ['signature=none&expires=9999999999', 'signature=&expires=9999999999', 'signature=x'])
        expect(`signed ${query}`, (await status(rig, `/embed/v1/${made.id}.json?${query}`)) === 404);
      await send(rig, 'POST', `/widgets/${made.id}/rotate`);
      const rotatedAt = Date.now();
      let endedMs = 0;
      for (; Date.now() - rotatedAt < 60_000; await sleep(200)) {
        if ((await status(rig, made.urls.json)) !== 404) continue;
        endedMs = Date.now() - rotatedAt;
        break;
      }
      expect('revoked', endedMs > 0 && endedMs <= 60_000);
      return {
        cases,
        wrong: wrong.length,
        examples: wrong.slice(0, 6).join(' · '),
        revokedAfterMs: endedMs,
        pass: wrong.length === 0,
      };
    } finally {
      await browser.close();
      friend.close();
      stranger.close();
    }
  },
};
