// What readers of other pages see, who never sign in: the page in a frame and the public status page.
import { expect, expectAccessible, test } from './story.ts';

interface Made {
  id: string;
  token: string;
}

test.use({ storageState: { cookies: [], origins: [] } });

test('a page for a frame and the status page are accessible, and read themselves again in place', async ({
  page,
  product,
}) => {
  const headers = { authorization: `Bearer ${product.token}`, 'content-type': 'application/json' };
  const input = { name: 'Receipts', scope: { environment: 'demo', queue: 'email' }, fields: ['url'] };
  const body = JSON.stringify({ ...input, isOnStatusPage: true });
  const answer = await fetch(`${product.url}/api/v1/widgets`, { method: 'POST', headers, body });
  expect(answer.status).toBe(201);
  const { id, token } = (await answer.json()) as Made;
  await page.clock.install();
  for (const path of ['/status', `/embed/v1/${token}`]) {
    await page.goto(path);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await expectAccessible(page);
    await page.emulateMedia({ colorScheme: 'dark' });
    await expectAccessible(page, { rules: ['color-contrast'] });
  }
  await page.evaluate(() => Object.assign(window, { isSame: true }));
  const link = page.getByRole('link', { name: 'open' });
  await link.focus();
  await page.route(`**/embed/v1/${token}`, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: (await response.text()).replaceAll('>Receipts<', '>Receipts, later<') });
  });
  await page.clock.runFor(30_000);
  await expect(page.getByRole('heading', { name: 'Receipts, later' })).toBeVisible();
  await expect(link).toBeFocused();
  expect(await page.evaluate(() => 'isSame' in window)).toBe(true);

  // taken back: what it said is shown no longer
  await page.unroute(`**/embed/v1/${token}`);
  expect((await fetch(`${product.url}/api/v1/widgets/${id}`, { method: 'DELETE', headers })).status).toBe(204);
  await page.route(`**/embed/v1/${token}`, (route) => route.fulfill({ status: 404, body: 'There is no such widget.' }));
  await page.clock.runFor(30_000);
  await expect(page.getByText('There is no such widget.')).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Receipts' })).toHaveCount(0);
});
