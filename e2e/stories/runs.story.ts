import { expect, expectAccessible, placeOrder, screenshot, test } from './story.ts';

interface RunList {
  items: { id: string; queue: string }[];
}

test('by keyboard alone: walk the list, look at a run beside it, open it, go to its neighbour and away again', async ({
  page,
}) => {
  await page.goto('/runs?queue=email');
  const rows = page.getByRole('main').getByRole('row');
  await expect(rows.nth(3)).toBeVisible();
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  await page.keyboard.press('k');
  await page.keyboard.press('j');
  await expect(page.locator('tr[aria-current="true"]')).toHaveAttribute('aria-rowindex', '3');
  await expect(page.getByRole('button', { name: 'Held' })).toBeVisible(); // nothing moves under a reader
  await page.keyboard.press('p');
  await expect(page.getByRole('complementary', { name: 'Preview of a run' }).getByText('Known from')).toBeVisible();
  await expect(page).toHaveURL(/preview=/);
  await screenshot(page, 'runs-preview');
  await expectAccessible(page);
  await page.keyboard.press('Escape');
  await expect(page.getByRole('complementary', { name: 'Preview of a run' })).toHaveCount(0);

  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/runs\/[0-9a-f-]{36}/);
  await expect(page.getByRole('heading', { name: 'Same job' })).toBeVisible();
  const first = page.url();
  await page.keyboard.press('[');
  await expect(page).not.toHaveURL(first);
  await page.getByRole('treegrid').focus();
  await page.keyboard.press('End');
  await expect(page).toHaveURL(/selected=/);

  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: 'Page, action, ID or name' }).fill('dead lett');
  await expectAccessible(page);
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/dead-letters/);
});

test('single keys are listed under ?, and can be switched off', async ({ page }) => {
  await page.goto('/runs');
  await expect(page.getByRole('main').getByRole('row').nth(2)).toBeVisible();
  await page.keyboard.press('?');
  const help = page.getByRole('dialog', { name: 'Keys' });
  await expectAccessible(page);
  await help.getByRole('checkbox').uncheck();
  await page.keyboard.press('Escape');
  await expect(help).toHaveCount(0);
  await page.keyboard.press('j');
  await page.keyboard.press('?');
  await expect(page.locator('tr[aria-current="true"], dialog[open]')).toHaveCount(0);
  await page.getByRole('combobox', { name: /Search/ }).fill('j?');
  await expect(page.getByRole('combobox', { name: /Search/ })).toHaveValue('j?');
});

test('counts filter, and the link shows the same in another browser and zone', async ({
  page,
  browser,
  product,
  api,
}) => {
  await placeOrder(product, `counts-${Date.now()}`, 'fraud');
  await expect
    .poll(async () => (await api<RunList>('/runs?state=dead')).items.length, { timeout: 40_000 })
    .toBeGreaterThan(0);
  await page.goto('/runs');
  const dead = page.getByRole('group', { name: 'State' }).getByRole('button', { name: /dead/ });
  await dead.click();
  await expect(page).toHaveURL(/state=dead/);
  await expect(page.getByRole('main').getByRole('link', { name: /^(?!dead)\w+, .*open the run/ })).toHaveCount(0);
  await expect(
    page
      .getByRole('main')
      .getByRole('link', { name: /^dead, .*open the run/ })
      .first(),
  ).toBeVisible();

  await page.getByRole('button', { name: /^Columns/ }).click();
  await page.getByRole('checkbox', { name: 'Job ID' }).check();
  await expect(page.getByRole('columnheader', { name: 'Job ID' })).toBeVisible();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: /^Views/ }).click();
  await page.getByRole('textbox', { name: 'Name for this view' }).fill('dead ones');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('button', { name: 'View · dead ones' })).toBeVisible();

  const other = await browser.newContext({
    timezoneId: 'Pacific/Auckland',
    extraHTTPHeaders: { authorization: `Bearer ${product.token}` },
  });
  const elsewhere = await other.newPage();
  await elsewhere.goto(page.url());
  await expect(elsewhere.getByRole('columnheader', { name: 'Job ID' })).toBeVisible();
  await expect(
    elsewhere
      .getByRole('main')
      .getByRole('link', { name: /^dead, .*open the run/ })
      .first(),
  ).toBeVisible();
  await other.close();
});

test('nothing jumps while runs come in, and new ones are told to those who listen', async ({ page }) => {
  await page.goto('/runs');
  await expect(page.getByRole('main').getByRole('row').nth(2)).toBeVisible();
  await page.evaluate(() => {
    const shifts = { sum: 0 };
    Object.assign(window, { shifts });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) shifts.sum += (entry as unknown as { value: number }).value;
    }).observe({ type: 'layout-shift', buffered: true });
  });
  const said = page.getByRole('status').filter({ hasText: /new run/ });
  await expect(said).toHaveCount(1, { timeout: 30_000 });
  // the next ones, told of not before five seconds are over
  const pauseMs = await said.evaluate(
    (element) =>
      new Promise<number>((told) => {
        const at = performance.now();
        new MutationObserver(() => told(performance.now() - at)).observe(element, {
          childList: true,
          characterData: true,
          subtree: true,
        });
      }),
  );
  // less what passed until it was looked at
  expect(pauseMs).toBeGreaterThan(3_000);
  const sum = await page.evaluate(() => (window as unknown as { shifts: { sum: number } }).shifts.sum);
  expect(sum).toBeLessThanOrEqual(0.02);
});

test('paused, nothing moves until a person goes on', async ({ page, product, api }) => {
  const correlationId = `paused-${Date.now()}`;
  await page.goto(`/runs?correlationId=${correlationId}`);
  await expect(page.getByText('No runs match')).toBeVisible();
  await page.getByRole('button', { name: 'Live' }).click();
  await expect(page.getByRole('button', { name: 'Paused', exact: true })).toHaveAttribute('aria-pressed', 'false');
  const asked: string[] = [];
  page.on('request', (request) => void asked.push(request.url()));
  await placeOrder(product, correlationId, 'plain');
  await expect
    .poll(async () => (await api<RunList>(`/runs?correlationId=${correlationId}&state=succeeded`)).items.length, {
      timeout: 40_000,
    })
    .toBeGreaterThan(1);
  expect(asked.filter((url) => url.includes('/api/v1/runs'))).toEqual([]);
  await expect(page.getByText('No runs match')).toBeVisible();
  await page.getByRole('button', { name: 'Paused', exact: true }).click();
  await expect(page.getByRole('main').getByRole('link', { name: /^succeeded, .*open the run/ })).not.toHaveCount(0);
});

test('empty, failing and unreadable lists say what to do', async ({ page }) => {
  await page.goto('/runs?job=nobody-has-this-name');
  await expect(page.getByText('No runs match')).toBeVisible();
  await expectAccessible(page);
  await page.goto('/runs?q=attr.broken');
  await expect(page.getByRole('alert').filter({ hasText: 'attr.order.id=42' })).toBeVisible();
  await page.route('**/api/v1/runs?**', (route) =>
    route.fulfill({
      status: 503,
      json: { error: { code: 'unavailable', message: 'The database does not answer in time; try again.' } },
    }),
  );
  await page.goto('/runs');
  await expect(page.getByRole('alert').filter({ hasText: 'Could not read the runs' })).toBeVisible();
  await expectAccessible(page);
});

test('an attribute finds the run whose span carries it', async ({ page, product, api }) => {
  const correlationId = `attribute-${Date.now()}`;
  await placeOrder(product, correlationId, 'plain');
  const wanted = `/runs?correlationId=${correlationId}&queue=order-fulfilment&state=succeeded`;
  await expect.poll(async () => (await api<RunList>(wanted)).items.length, { timeout: 40_000 }).toBe(1);
  const { items } = await api<RunList>(wanted);
  await page.goto('/runs?queue=order-fulfilment');
  await page.getByRole('searchbox', { name: /attr\.name=value/ }).fill(`attr.correlation.id=${correlationId}`);
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/q=attr/);
  await expect(page.locator(`#run-${items[0]?.id}`)).toBeVisible();
  await expect(page.locator('tr[id^="run-"]')).toHaveCount(1);
});
