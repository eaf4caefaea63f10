// From nothing to the first run, by what the empty screen says and nothing else.
import { startProduct } from '../product/start-product.ts';
import { expect, expectAccessible, screenshot, test } from './story.ts';

test('an empty Signalbox says how to begin, and turns green by itself', async ({ browser }) => {
  test.setTimeout(240_000); // a second product is started
  const product = await startProduct('start');
  const context = await browser.newContext({
    baseURL: product.url,
    extraHTTPHeaders: { authorization: `Bearer ${product.token}` },
  });
  try {
    const page = await context.newPage();
    await page.goto('/');
    await expect(page.getByText('Waiting for the first run…')).toBeVisible();
    await expect(page.getByText(product.otlpUrl.replace('127.0.0.1', 'localhost')).first()).toBeVisible();
    await screenshot(page, 'first-run');
    await expectAccessible(page);
    const command = (await page.locator('pre', { hasText: /^curl / }).textContent()) ?? '';
    // what curl would do, where there may be no curl
    const [, url = ''] = command.split(' ');
    const body = command.slice(command.indexOf("-d '") + 4, -1);
    const sent = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    expect(sent.status).toBe(200);
    await expect(page.getByText('The first run is here.')).toBeVisible({ timeout: 40_000 });
    await page.getByRole('link', { name: 'hello' }).first().click();
    await expect(page).toHaveURL(/\/runs\/[0-9a-f-]{36}/);
  } finally {
    await context.close();
    await product.stop();
  }
});
