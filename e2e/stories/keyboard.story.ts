// By keyboard alone: where the focus is, that it is seen, and that it stays.
import type { Locator, Page } from '@playwright/test';
import { expect, test } from './story.ts';

/** Tab until `wanted` has the focus, which must be seen; fails after a hundred. */
async function tabTo(page: Page, wanted: Locator): Promise<void> {
  for (let step = 0; step < 100; step++) {
    await page.keyboard.press('Tab');
    const outlines = await wanted.evaluateAll((all) =>
      all.filter((one) => one === document.activeElement).map((one) => getComputedStyle(one).outlineStyle),
    );
    if (outlines.length === 0) continue;
    expect(outlines, 'the focus is seen').not.toContain('none');
    return;
  }
  throw new Error(`${wanted} is not reached by Tab`);
}

test('a rule is made and removed by keyboard alone, and its letters are no shortcuts', async ({ page }) => {
  test.setTimeout(120_000); // many keys, one by one
  await page.goto('/alerts');
  await tabTo(page, page.getByRole('link', { name: 'New rule', exact: true }));
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'New rule' })).toBeVisible();
  await tabTo(page, page.getByRole('textbox', { name: 'Name', exact: true }));
  await page.keyboard.type('j?/gk by keyboard');
  await expect(page.getByRole('textbox', { name: 'Name', exact: true })).toHaveValue('j?/gk by keyboard');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await tabTo(page, page.getByLabel('Value, s'));
  await page.keyboard.press('Control+a');
  await page.keyboard.type('3');
  await tabTo(page, page.getByRole('button', { name: 'Switch it on', exact: true }));
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/alerts\/rules\/[0-9a-f-]{36}/);
  await expect(page.getByRole('button', { name: 'Remove' })).toBeVisible();
  await tabTo(page, page.getByRole('button', { name: 'Remove', exact: true }));
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/alerts$/);
  await expect(page.getByText('by keyboard')).toHaveCount(0);
});

test('what has the focus keeps it while figures and rows are read anew', async ({ page }) => {
  await page.goto('/');
  const queue = page.getByRole('main').getByRole('link', { name: 'email', exact: true });
  await queue.focus();
  const finished = page.getByRole('main').getByText('Runs finished').locator('..');
  const before = (await finished.textContent()) ?? '';
  await expect(finished).not.toHaveText(before, { timeout: 30_000 });
  await expect(queue).toBeFocused();
});

test('a link shows the same figures in another browser and time zone', async ({ page, browser, product }) => {
  const at = (minutesAgo: number) => new Date(Date.now() - minutesAgo * 60_000).toISOString();
  // figures of jobs are of whole five minutes: these are over
  await page.goto(`/jobs?environment=demo&from=${at(60)}&to=${at(6)}`);
  const link = page.url();
  const seen = async (one: Page) => {
    await expect(one.locator('main .skeleton')).toHaveCount(0);
    return [
      await one.getByRole('main').textContent(),
      await one.locator('[popovertarget="window-choices"]').textContent(),
    ];
  };
  const here = await seen(page);
  const other = await browser.newContext({
    timezoneId: 'America/St_Johns',
    locale: 'de-DE',
    extraHTTPHeaders: { authorization: `Bearer ${product.token}` },
    storageState: { cookies: [], origins: [] },
  });
  const elsewhere = await other.newPage();
  await elsewhere.goto(link);
  expect(await seen(elsewhere)).toEqual(here);
  await page.reload();
  expect(await seen(page)).toEqual(here);
  await other.close();
});
