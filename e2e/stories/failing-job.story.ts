import { expect, placeOrder, test } from './story.ts';

/** An order whose every attempt is refused, and one that goes through, each under an ID of its own. */
const refused = `story-fraud-${Date.now()}`;
const fulfilled = `story-plain-${Date.now()}`;

test.beforeAll(async ({ product, api }) => {
  await placeOrder(product, refused, 'fraud');
  await placeOrder(product, fulfilled, 'plain', 1);
  await expect
    .poll(async () => (await api<{ items: unknown[] }>(`/runs?correlationId=${refused}&state=dead`)).items.length, {
      timeout: 40_000,
    })
    .toBe(1);
  await expect
    .poll(
      async () => (await api<{ items: unknown[] }>(`/runs?correlationId=${fulfilled}&state=succeeded`)).items.length,
      { timeout: 40_000 },
    )
    .toBeGreaterThanOrEqual(2);
});

test('a person finds the failing job by its state, opens it and reads the error', async ({ page }) => {
  await page.goto(`/runs?state=dead&correlationId=${refused}`);
  await expect(page.getByRole('heading', { name: 'Runs' })).toBeVisible();
  await page
    .getByRole('main')
    .getByRole('link', { name: /order-fulfilment/ })
    .first()
    .click();
  await expect(page).toHaveURL(/\/runs\/[0-9a-f-]{36}/);
  await expect(
    page
      .getByRole('main')
      .getByText(/suspected fraud/)
      .first(),
  ).toBeVisible();
  await expect(page.getByRole('main').getByText('PaymentError').first()).toBeVisible();

  await page.getByRole('link', { name: refused }).first().click();
  await expect(page).toHaveURL(new RegExp(`/c/${refused}`));
});

test('the journey shows request, pg-boss and BullMQ in the order in which they happened', async ({ page, api }) => {
  const journey = await api<{ runs: { system: string; queue: string; startedAt: string; correlationId: string }[] }>(
    `/journeys/${fulfilled}`,
  );
  const runs = journey.runs.toSorted((a, b) => a.startedAt.localeCompare(b.startedAt));
  expect(runs[0]).toMatchObject({ system: 'pg-boss', queue: 'order-fulfilment', correlationId: fulfilled });
  expect(runs.slice(1).map(({ system }) => system)).toContain('bullmq');
  expect(new Set(runs.map(({ correlationId }) => correlationId))).toEqual(new Set([fulfilled]));

  await page.goto(`/c/${fulfilled}`);
  const main = page.getByRole('main');
  const places = await Promise.all(
    [/POST/, /order-fulfilment/, /email/].map(async (text) => {
      const row = main.getByText(text).filter({ visible: true }).first();
      await expect(row).toBeVisible();
      return (await row.boundingBox())?.y ?? 0;
    }),
  );
  expect(places).toEqual(places.toSorted((a, b) => a - b));
});

test('a correlation ID pasted into the search box leads to its journey', async ({ page }) => {
  await page.goto('/');
  const search = page.getByRole('combobox', { name: /Search/ });
  await search.fill(fulfilled);
  await expect(page.getByRole('listbox').getByRole('option').first()).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(new RegExp(`/c/${fulfilled}|/runs/`));
  // who knows what he pasted does not wait for what is offered
  await page.goto('/queues');
  await search.fill(fulfilled);
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(new RegExp(`/c/${fulfilled}|/runs/`));
});
