// What pages say when what they need fails, when there is nothing, and when an address leads nowhere.
import path from 'node:path';
import type { Browser, Page } from '@playwright/test';
import { openProxy } from '#e2e/faults/tcp-proxy.ts';
import type { Product } from '#e2e/product/start-product.ts';
import { startWeb } from '#e2e/product/web-process.ts';
import { embeddedUrl } from '#lib/launch/embedded-url.ts';
import { allScreens } from './screens.ts';
import { charts, expect, expectWhole, faultsOf, test } from './story.ts';

test.describe.configure({ mode: 'parallel' });

/** Over to another page within this one, as a link leads there: scripts and what all pages share are not loaded again. */
async function go(page: Page, address: string): Promise<void> {
  await page.waitForFunction(() => 'next' in window);
  await page.evaluate(
    (to) => (window as unknown as { next: { router: { push(to: string): void } } }).next.router.push(to),
    address,
  );
  // what is seen from now on is of that page
  await page.waitForURL((url) => url.pathname + url.search === address);
}

/** A web process of its own over the demo's data, whose database can be taken away. */
async function openCutOff(browser: Browser, { folder, token }: Product) {
  const database = new URL(embeddedUrl(path.join(folder, 'data')) ?? '');
  const proxy = await openProxy({ port: Number(database.port) });
  database.port = String(proxy.port);
  const web = await startWeb(database.href, { SIGNALBOX_BOOTSTRAP_TOKEN: token });
  const context = await browser.newContext({
    baseURL: `http://localhost:${web.port}`,
    extraHTTPHeaders: { authorization: `Bearer ${token}` },
    storageState: { cookies: [], origins: [] },
    reducedMotion: 'reduce',
  });
  const close = async () => {
    await context.close();
    await web.stop();
    await proxy.close();
  };
  return { page: await context.newPage(), proxy, close };
}

test('pages that cannot read their data say so, show no figure, and go on when asked', async ({
  browser,
  product,
  api,
}) => {
  test.setTimeout(600_000); // many screens, each examined whole
  const screens = await allScreens(api);
  const { page, proxy, close } = await openCutOff(browser, product);
  const faults = faultsOf(page);
  const main = page.getByRole('main');
  // 503, which the cut-off API really gives, is asked again for three seconds: too long for every page
  const error = { code: 'internal', message: 'Something failed on our side.', reference: 'a-reference' };
  const fail = () => page.route('**/api/v1/**', (route) => route.fulfill({ status: 500, json: { error } }));
  const heal = () => page.unroute('**/api/v1/**');
  try {
    await page.goto('/settings/about');
    proxy.refuse();
    await fail();
    for (const { name, path } of screens) {
      await test.step(name, async () => {
        await go(page, path);
        await expect(main.getByText('Could not read').first()).toBeVisible();
        await expect(main.getByText('Look for a-reference in the log').first()).toBeVisible();
        await expect(main.getByRole('button', { name: 'Try again' }).first()).toBeVisible();
        await expectWhole(page, `failing-${name}`, faults);
        await expect(page.locator(charts)).toHaveCount(0);
        for (const figure of await main.locator('section strong').allTextContents()) expect(figure).toBe('–');
      });
    }
    for (const name of ['jobs', 'queue', 'run', 'explore']) {
      await test.step(`${name} goes on`, async () => {
        const screen = screens.find((one) => one.name === name);
        await go(page, screen?.path ?? '');
        await expect(main.getByText('Could not read').first()).toBeVisible();
        proxy.heal();
        await heal();
        await main.getByRole('button', { name: 'Try again' }).first().click();
        await expect(main.getByText(screen?.awaits ?? '').first()).toBeVisible();
        await expect(main.getByText('Could not read')).toHaveCount(0);
        proxy.refuse();
        await fail();
      });
    }
    await test.step('no server', async () => {
      await heal();
      await page.route('**/api/v1/**', (route) => route.abort('connectionrefused'));
      await go(page, '/workers');
      await expect(main.getByText('The Signalbox server does not answer.')).toBeVisible();
      await heal();
    });
    await test.step('no database, as the API tells it', async () => {
      await go(page, '/dead-letters');
      await expect(main.getByText('The database does not answer in time')).toBeVisible();
    });
    await test.step('no database to ask who comes', async () => {
      await page.setExtraHTTPHeaders({ authorization: `Bearer sbx_rd_${'a'.repeat(43)}` });
      await page.goto('/queues');
      await expect(page.getByRole('heading', { name: 'This page could not be made' })).toBeVisible();
      await expectWhole(page, 'failing-whole', faults.splice(0, 1).slice(1));
      await page.setExtraHTTPHeaders({ authorization: `Bearer ${product.token}` });
      proxy.heal();
      await page.getByRole('button', { name: 'Try again' }).click();
      await expect(page.getByRole('heading', { name: 'Queues' })).toBeVisible();
      await expect(main.getByText('order-fulfilment').first()).toBeVisible();
    });
  } finally {
    await close();
  }
});

/** What each page says where there is nothing, and the next step that it names. */
const nothing: Record<string, [says: string, next: string]> = {
  '/': ['No queue in nowhere', 'Choose another one above'],
  '/queues': ['No queues yet', 'npm run demo'],
  '/runs': ['No runs match', 'Choose a longer window'],
  '/jobs': ['No jobs yet', 'npm run demo'],
  '/errors': ['No attempt failed in this window', 'Failures appear by themselves'],
  '/dead-letters': ['Nothing died in this window', 'A run is dead when'],
  '/workers': ['No workers yet', 'npm run demo'],
  '/explore': ['Nothing was measured in this window', 'Metric'],
  '/schedules': ['No schedule is known', 'crontab -l'],
  '/trust': ['Nothing to change', 'npm run demo'],
};

test('an environment without data explains itself on every page', async ({ page }) => {
  test.setTimeout(600_000); // many screens, each examined whole
  const faults = faultsOf(page);
  const main = page.getByRole('main');
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.goto('/settings/about');
  for (const [path, [says, next]] of Object.entries(nothing)) {
    await test.step(path, async () => {
      await go(page, `${path}?environment=nowhere`);
      await expect(main.getByText(says).first()).toBeVisible();
      await expect(main.getByText(next).first()).toBeVisible();
      await expectWhole(page, `empty-${path.slice(1) || 'overview'}`, faults);
      await expect(page.locator(charts)).toHaveCount(0);
    });
  }
});

const zeros = '01a00000-0000-7000-8000-000000000000';
/** Addresses that lead to nothing or ask for what there cannot be: what is said, and the link that leads on. */
const astray: [address: string, says: string, on: string][] = [
  ['/runs/zzz', 'There is no such run', 'all runs'],
  [`/runs/${zeros}`, 'There is no such run', 'all runs'],
  ['/queues/999999', 'There is no such queue', 'all queues'],
  ['/jobs/x', 'There is no such job', 'all jobs'],
  ['/errors/x', 'No run in this window has this error', 'all errors'],
  ['/schedules/x', 'There is no such schedule', 'all schedules'],
  ['/alerts/rules/x', 'There is no such rule', 'all rules'],
  ['/c/nothing-of-this-name', 'Nothing carries this correlation ID', 'all runs'],
  ['/c/%00', 'Text must not hold', 'Go to the overview'],
  [`/compare?a=${zeros}&b=${zeros}`, 'There is no such run', 'all runs'],
  ['/?from=zzz', 'from: must be an ISO 8601 moment', 'Show this page without'],
  ['/runs?from=now&to=now-1d', 'from: must be before to', 'Show this page without'],
  ['/runs?state=nonsense', 'state.0: ', 'Show this page without'],
  ['/runs?minDurationMs=abc', 'minDurationMs: ', 'Show this page without'],
  ['/jobs?environment=%00', 'Text must not hold', 'Show this page without'],
  ['/queues/1?from=now-900d', 'a window may span at most 400 days', 'Show this page without'],
];
/** Not ours to draw within the frame, or not even an address. */
const outside = ['/alerts/x', '/widgets/abc', '/no/such/page', '/c/%E0%A4%A'];

test('an address that leads nowhere says so, and where to go on', async ({ page }) => {
  test.setTimeout(600_000); // many screens, each examined whole
  const faults = faultsOf(page);
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.goto('/settings/about');
  for (const [address, says, on] of astray) {
    await test.step(address, async () => {
      await go(page, address);
      const main = page.getByRole('main');
      await expect(main.getByText(says).first()).toBeVisible();
      await expect(main.getByRole('link', { name: on }).first()).toBeVisible();
      await expectWhole(page, `astray-${address.replaceAll(/\W+/g, '-')}`, faults);
    });
  }
  await test.step('leads on', async () => {
    await go(page, '/queues?from=zzz');
    await page.getByRole('link', { name: 'Show this page without' }).click();
    await expect(page.getByRole('main').getByText('order-fulfilment').first()).toBeVisible();
    // of what a link names, what there is not is left out
    await go(page, '/runs?columns=zzz&sort=zzz');
    await expect(page.getByRole('columnheader', { name: 'Worker' })).toBeVisible();
  });
  for (const address of outside) {
    await test.step(address, async () => {
      const answer = await page.goto(address);
      expect(answer?.status()).toBe(404);
      await expect(page.getByRole('link', { name: 'Go to the overview' })).toBeVisible();
      await expectWhole(page, `astray-${address.replaceAll(/\W+/g, '-')}`, faults);
    });
  }
});
