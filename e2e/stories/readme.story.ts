import { copyFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, screenshot, test } from './story.ts';

test('the picture in the README is the overview of the running demo', async ({ page }) => {
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
  await page.goto('/?environment=demo&from=now-15m');
  await expect(page.getByRole('main').getByRole('link', { name: 'order-fulfilment' }).first()).toBeVisible();
  await expect(page.locator('.skeleton, [aria-busy="true"]')).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'Live' })).toBeVisible();
  await screenshot(page, 'readme');
  // Only on demand: a test run leaves the working tree as it was.
  if (!process.env.SIGNALBOX_README_IMAGE) return;
  const root = path.resolve(import.meta.dirname, '../..');
  await copyFile(path.join(root, 'test-results/screenshots/readme.png'), path.join(root, '.github/overview.png'));
});
