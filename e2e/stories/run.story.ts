import { launchOptions } from '../product/chromium.ts';
import { sendJobTrace } from './send-trace.ts';
import { expect, expectAccessible, placeOrder, screenshot, test } from './story.ts';

interface RunList {
  items: { id: string; state: string }[];
}

// A name that is not localhost: browsers give the clipboard API to secure contexts alone, and self-hosters have plain HTTP.
test.use({
  launchOptions: launchOptions('--host-resolver-rules=MAP box.test 127.0.0.1'),
});

const retried = `story-retried-${Date.now()}`;
test.beforeAll(async ({ product, api }) => {
  await placeOrder(product, retried, 'mail-retry');
  await expect
    .poll(async () => (await api<RunList>(`/runs?correlationId=${retried}&queue=email&state=succeeded`)).items.length, {
      timeout: 60_000,
    })
    .toBe(1);
});

test('a run tells where its time went: queue, backoff, failed and good work, state by state', async ({ page, api }) => {
  const { items } = await api<RunList>(`/runs?correlationId=${retried}&queue=email`);
  await page.goto(`/runs/${items[0]?.id}`);
  const main = page.getByRole('main');
  const went = main.locator('dl').filter({ hasText: 'Where the time went' });
  for (const word of ['in queue', 'delay, backoff', 'failed work', 'work']) await expect(went).toContainText(word);
  await expect(main.getByText('critical path')).toBeVisible();
  const states = main.locator('section').filter({ has: page.getByRole('heading', { name: 'States' }) });
  await expect(states.getByText('retrying').first()).toBeVisible();
  await main.getByRole('searchbox', { name: 'Find in the timeline' }).fill('attempt 1');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('complementary', { name: 'Selected' }).getByText(/failed, will retry/)).toBeVisible();
  await screenshot(page, 'run-retried');
  await expectAccessible(page);
});

test('a run is copied for a ticket, also over plain HTTP', async ({ browser, product, api }) => {
  const { items } = await api<RunList>(`/runs?correlationId=${retried}&queue=email`);
  const context = await browser.newContext({ extraHTTPHeaders: { authorization: `Bearer ${product.token}` } });
  const page = await context.newPage();
  await page.goto(`http://box.test:${new URL(product.url).port}/runs/${items[0]?.id}`);
  await page.getByRole('button', { name: /^Copy ▾/ }).click();
  expect(await page.evaluate(() => window.isSecureContext)).toBe(false);
  await page.getByRole('button', { name: 'Markdown for a ticket' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'copied' })).toBeVisible();
  const search = page.getByRole('combobox', { name: /Search/ });
  await search.focus();
  await page.keyboard.press('Control+v');
  await expect(search).toHaveValue(new RegExp(items[0]?.id ?? 'nothing'));
  await context.close();
});

test('10,000 spans: few rows are in the page, and the last is one key away', async ({ page, product, api }) => {
  const correlationId = `story-large-${Date.now()}`;
  await sendJobTrace(product.otlpUrl, { correlationId, job: 'import-catalogue', queue: 'imports', spans: 10_000 });
  await expect
    .poll(async () => (await api<RunList>(`/runs?correlationId=${correlationId}`)).items[0]?.state, { timeout: 60_000 })
    .toBe('succeeded');
  const { items } = await api<RunList>(`/runs?correlationId=${correlationId}`);
  await page.goto(`/runs/${items[0]?.id}`);
  const grid = page.getByRole('treegrid');
  await expect(grid.getByText('attempt 1')).toBeVisible();
  const paintMs = await page.evaluate(() => Math.round(performance.now()));
  test.info().annotations.push({ type: 'waterfall of 10,000 spans in sight', description: `${paintMs} ms` });
  console.log(`waterfall of 10,000 spans in sight ${paintMs} ms after the page was asked for`);
  const count = Number(await grid.getAttribute('aria-rowcount'));
  expect(count).toBeGreaterThanOrEqual(10_000);
  expect(await grid.getByRole('row').count()).toBeLessThanOrEqual(400);
  await grid.focus();
  await page.keyboard.press('End');
  await expect(grid.locator('[aria-selected="true"]')).toHaveAttribute('aria-rowindex', String(count));
});

test('the journey draws its hand-offs and names what is missing; two runs are compared step by step', async ({
  page,
  api,
}) => {
  // An invoice waits for its documents: a hand-off that follows an end.
  const { items: invoices } = await api<{ items: { correlationId: string }[] }>(
    '/runs?queue=invoice&state=succeeded&limit=1',
  );
  await page.goto(`/c/${encodeURIComponent(invoices[0]?.correlationId ?? '')}`);
  const main = page.getByRole('main');
  await expect(main.getByText('hand-off to the next system')).toBeVisible();
  await expect(main.locator('svg path[stroke-dasharray]').first()).toBeAttached();
  await screenshot(page, 'journey-handoffs');
  await expectAccessible(page);

  const { items } = await api<RunList>('/runs?queue=email&state=succeeded&limit=2');
  await page.goto(`/compare?a=${items[0]?.id}&b=${items[1]?.id}`);
  await expect(main.getByRole('heading', { name: 'Step by step' })).toBeVisible();
  await main.getByRole('button', { name: 'All steps' }).click();
  await expect(main.getByRole('cell', { name: 'attempt 1' })).toBeVisible();
  await screenshot(page, 'compare');
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Swap' }).click();
  await expect(page).toHaveURL(new RegExp(`a=${items[1]?.id}`));
});

test('unknown ids and hostile names give a clear page', async ({ page, product }) => {
  const faults: string[] = [];
  page.on('pageerror', (error) => void faults.push(error.message));
  page.on('dialog', (dialog) => void faults.push(`a dialog: ${dialog.message()}`));
  for (const path of [
    '/runs/00000000-0000-7000-8000-000000000000',
    '/runs/not-an-id',
    `/c/${encodeURIComponent('"><img src=x onerror=alert(1)>')}`,
    `/c/${encodeURIComponent('../../etc/passwd')}`,
    '/compare?a=not-an-id&b=%3Cscript%3Ealert(1)%3C/script%3E',
  ]) {
    await page.goto(path);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await expect(
      page
        .getByRole('main')
        .getByText(/There is no such run|Nothing carries this/)
        .first(),
    ).toBeVisible();
  }
  for (const path of ['/runs/%zz', '/c/%E0%A4%A']) {
    expect((await page.goto(path))?.status(), path).toBe(404);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  }
  await expectAccessible(page);
  expect(faults).toEqual([]);
  const answer = await fetch(`${product.url}/api/v1/runs/%zz`);
  expect(answer.status).toBe(400);
  expect(await answer.json()).toMatchObject({ error: { code: 'invalid_input' } });
});
