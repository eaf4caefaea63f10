import { copyFile, mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { allScreens } from './screens.ts';
import { expect, screenshot, test } from './story.ts';

const pictures = path.resolve(import.meta.dirname, '../../.github');
/** A test run leaves the working tree as it was. */
const areKept = Boolean(process.env.SIGNALBOX_README_IMAGE);

async function keep(page: Page, taken: string, as: string): Promise<void> {
  await screenshot(page, taken);
  if (!areKept) return;
  await mkdir(path.dirname(path.join(pictures, as)), { recursive: true });
  await copyFile(
    path.resolve(import.meta.dirname, `../../test-results/screenshots/${taken}.png`),
    path.join(pictures, as),
  );
}

async function open(page: Page, address: string, awaits: string): Promise<void> {
  await page.goto(address);
  await expect(page.locator('main, h1').getByText(awaits).filter({ visible: true }).first()).toBeVisible();
  await expect(page.locator('.skeleton, [aria-busy="true"]')).toHaveCount(0);
}

test('the picture in the README is the overview of the running demo', async ({ page }) => {
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
  await open(page, '/?environment=demo&from=now-15m', 'order-fulfilment');
  await expect(page.getByRole('button', { name: 'Live' })).toBeVisible();
  await keep(page, 'readme', 'overview.png');
});

const shown = ['overview', 'runs', 'run', 'journey', 'queue', 'schedules', 'new rule', 'dead-letters'];

// on demand: as they are all looked at, one by one
if (areKept) {
  for (const width of [1440, 768, 320]) {
    test(`the gallery's pictures, ${width} px wide`, async ({ page, api }) => {
      test.setTimeout(300_000);
      await page.setViewportSize({ width, height: width === 1440 ? 900 : 1_000 });
      for (const screen of (await allScreens(api)).filter(({ name }) => shown.includes(name))) {
        for (const colorScheme of width === 1440 ? (['light', 'dark'] as const) : (['light'] as const)) {
          await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
          await open(page, `${screen.path}${screen.path.includes('?') ? '&' : '?'}from=now-5m`, screen.awaits);
          const name = `${screen.name.replaceAll(' ', '-')}-${width}-${colorScheme}`;
          await keep(page, name, `screens/${name}.png`);
        }
      }
    });
  }
}
