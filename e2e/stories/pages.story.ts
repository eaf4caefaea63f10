import { gzipSync } from 'node:zlib';
import type { ConsoleMessage, Page } from '@playwright/test';
import { allScreens, type ScreenAt } from './screens.ts';
import { expect, expectAccessible, screenshot, test } from './story.ts';

// the longest of all stories: each half on a browser of its own
test.describe.configure({ mode: 'parallel' });

async function open(page: Page, { path, awaits }: ScreenAt): Promise<void> {
  await page.goto(path);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await expect(page.locator('main, h1').getByText(awaits).filter({ visible: true }).first()).toBeVisible();
  await expect(page.locator('.skeleton, [aria-busy="true"]')).toHaveCount(0);
}

/** Sum of all shifts of the layout so far. https://web.dev/articles/cls */
const shiftOf = (page: Page): Promise<number> =>
  page.evaluate(
    () =>
      new Promise<number>((told) => {
        let sum = 0;
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries()) sum += (entry as unknown as { value: number }).value;
        }).observe({ type: 'layout-shift', buffered: true });
        requestAnimationFrame(() => setTimeout(() => told(sum)));
      }),
  );

/** Nothing is pushed aside while data comes in. The first alert or a new queue of a product just started may do so once, but not again. */
async function expectSteady(page: Page, screen: ScreenAt): Promise<void> {
  const limit = 0.02;
  if ((await shiftOf(page)) <= limit) return;
  await open(page, screen);
  expect.soft(await shiftOf(page), `layout shift of ${screen.name}`).toBeLessThanOrEqual(limit);
}

/** Nothing but tables reaches beyond a narrow window. The last that is looked at: it leaves an empty page. */
async function expectNarrow(page: Page, name: string): Promise<void> {
  const whole = page.viewportSize() ?? { width: 1440, height: 900 };
  await page.setViewportSize({ width: 320, height: 800 });
  const beyond = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect.soft(beyond, `px of ${name} beyond a window of 320 px`).toBeLessThanOrEqual(0);
  // charts would be drawn once more at their former size
  await page.goto('about:blank');
  await page.setViewportSize(whole);
}

for (const half of [0, 1]) {
  test(`every screen is accessible and holds its data, in light and dark, ${half + 1} of 2`, async ({ page, api }) => {
    test.setTimeout(600_000); // many screens, each examined whole
    const screens = await allScreens(api);
    for (const screen of screens.filter((_, index) => index % 2 === half)) {
      const { name } = screen;
      // what stands around it is the same everywhere: it is examined with the first
      const part = screen === screens[half] ? undefined : 'main';
      await test.step(name, async () => {
        const faults: string[] = [];
        const onError = (error: Error) => void faults.push(error.message);
        page.on('pageerror', onError);
        // the policy lets nothing be that a page itself needs
        const onMessage = (message: ConsoleMessage) =>
          void (message.text().includes('Content Security Policy') && faults.push(message.text()));
        page.on('console', onMessage);
        await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
        await open(page, screen);
        await expectSteady(page, screen);
        await screenshot(page, `${name}-light`);
        await expectAccessible(page, { part });
        // The same elements in other colours: only those need to be looked at again.
        await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
        await screenshot(page, `${name}-dark`);
        await expectAccessible(page, { rules: ['color-contrast'], part });
        await expectNarrow(page, name);
        page.off('pageerror', onError);
        page.off('console', onMessage);
        expect(faults).toEqual([]);
      });
    }
  });
}

test('the overview moves on its own while jobs run', async ({ page }) => {
  await page.goto('/');
  const figure = page.getByRole('main').getByText('Runs finished').locator('..');
  const before = (await figure.textContent()) ?? '';
  await expect(figure).not.toHaveText(before, { timeout: 30_000 });
});

test('a page begins with at most 230 kB of scripts, charts aside', async ({ product, api }) => {
  const { items: runs } = await api<{ items: { id: string }[] }>('/runs?limit=1');
  const sizes = new Map<string, number>();
  const sizeOf = async (script: string): Promise<number> => {
    const known = sizes.get(script);
    if (known !== undefined) return known;
    const size = gzipSync(await (await fetch(new URL(script, product.url))).bytes()).length;
    sizes.set(script, size);
    return size;
  };
  for (const path of ['/', '/runs', `/runs/${runs[0]?.id}`, '/queues', '/jobs', '/errors', '/alerts', '/schedules']) {
    const page = await fetch(product.url + path, { headers: { authorization: `Bearer ${product.token}` } });
    const tags = [...(await page.text()).matchAll(/<script[^>]*>/g)].map(([tag]) => tag);
    const scripts = tags.filter((tag) => !/nomodule/i.test(tag)).flatMap((tag) => /src="([^"]+)"/.exec(tag)?.[1] ?? []);
    expect(scripts.length, path).toBeGreaterThan(3);
    const whole = await Promise.all([...new Set(scripts)].map(sizeOf));
    const kB = whole.reduce((sum, size) => sum + size, 0) / 1000;
    expect.soft(kB, `kB of scripts of ${path}`).toBeLessThanOrEqual(230);
  }
});

test('the browser reports what the policy refuses, and the report is counted', async ({ page, product }) => {
  const counted = async (directive: string): Promise<number> => {
    const answer = await fetch(`${product.url}/metrics`, { headers: { authorization: `Bearer ${product.token}` } });
    const line = new RegExp(`^signalbox_csp_reports_total\\{directive="${directive}"\\} (\\d+)$`, 'm');
    return Number(line.exec(await answer.text())?.[1]);
  };
  const [styles, scripts] = [await counted('style-src-attr'), await counted('script-src-attr')];
  await page.goto('/settings/sessions');
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  const done = await page.evaluate(() => {
    const html = '<b id="styled" style="position: fixed" onclick="window.wasRun = true">injected</b>';
    document.body.insertAdjacentHTML('beforeend', html);
    const styled = document.querySelector('#styled') as HTMLElement;
    styled.click();
    return { position: getComputedStyle(styled).position, wasRun: 'wasRun' in window };
  });
  expect(done).toEqual({ position: 'static', wasRun: false });
  await expect.poll(() => counted('style-src-attr')).toBe(styles + 1);
  await expect.poll(() => counted('script-src-attr')).toBe(scripts + 1);
});
