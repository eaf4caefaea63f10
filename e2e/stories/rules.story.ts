import { expect, expectAccessible, screenshot, test } from './story.ts';

test('a person tries a rule on what happened, moves its threshold, switches it on and removes it', async ({ page }) => {
  test.setTimeout(180_000); // a whole minute of history must have passed
  await page.goto('/alerts');
  await expect(page.getByText('Jobs are dying').first()).toBeVisible(); // there from the first start on
  await page.getByRole('link', { name: 'New rule' }).click();
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Story: orders are slow');
  await page.getByLabel('Value, s').fill('0.001');
  await page.getByLabel('Holding for').selectOption('at once');
  await page.getByLabel('At least so many samples').fill('1');
  await page.getByRole('button', { name: '1 h' }).click();
  const verdict = page.getByText(/It would have fired/);
  await expect(verdict).toContainText(/once|times/, { timeout: 120_000 });

  const threshold = page.getByRole('slider', { name: 'Threshold' });
  const before = Number(await threshold.getAttribute('aria-valuenow'));
  await threshold.focus();
  await page.keyboard.press('PageUp');
  await expect.poll(async () => Number(await threshold.getAttribute('aria-valuenow'))).toBeGreaterThan(before);
  await screenshot(page, 'alert-rule');
  await expectAccessible(page);

  await page.getByRole('button', { name: 'Switch it on' }).click();
  await expect(page).toHaveURL(/\/alerts\/rules\/[0-9a-f-]{36}/);
  await page.getByRole('link', { name: /Alerts ›/ }).click();
  // it may fire by now, in the table above
  const rules = page.getByRole('table', { name: /Alert rules/ });
  await expect(rules.getByRole('row').filter({ hasText: 'Story: orders are slow' })).toBeVisible();
  await expectAccessible(page);

  await rules.getByRole('link', { name: 'Story: orders are slow' }).click();
  await page.getByRole('button', { name: 'Remove' }).click();
  await expect(page).toHaveURL(/\/alerts$/);
  await expect(page.getByText('Story: orders are slow')).toHaveCount(0);
});

test('a channel shows its secret once, and says what came of a test', async ({ page }) => {
  await page.goto('/alerts/channels');
  await page.getByLabel('Name').fill('story');
  await page.getByLabel('Address').fill('http://10.1.2.3/hook');
  await page.getByRole('button', { name: 'Add' }).click();
  await expect(page.getByText(/^whsec_/)).toBeVisible();
  const row = page.getByRole('row').filter({ hasText: '10.1.2.3' });
  await row.getByRole('button', { name: 'send a test' }).click();
  await expect(row.getByText(/SIGNALBOX_ALLOW_HOSTS/)).toBeVisible();
  await expectAccessible(page);
  await row.getByRole('button', { name: 'remove' }).click();
  await expect(row).toHaveCount(0);
});
