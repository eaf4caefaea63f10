import path from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { test as base, expect, type Page } from '@playwright/test';
import { askApi, type Product } from '../product/start-product.ts';

export { expect };

/** What a story has at hand: the running product, and its API as an admin. */
interface StoryTools {
  product: Product;
  api<T>(resource: string): Promise<T>;
}

export const test = base.extend<StoryTools>({
  product: async ({ browserName: _ }, use) => {
    await use(JSON.parse(process.env.STORY_PRODUCT ?? '{}') as Product);
  },
  baseURL: async ({ product }, use) => use(product.url),
  api: async ({ product }, use) => use((resource) => askApi(product, resource)),
});

/** Where the signed-in browser state of the first story is kept for the others. */
export const signedInState = path.resolve(import.meta.dirname, '../../test-results/signed-in.json');

export const admin = { email: 'ada@example.com', password: 'correct horse battery', name: 'Ada' };

interface Examined {
  /** Only these rules; else all of WCAG 2.2 A and AA. */
  rules?: string[];
  /** The part of the page; else all of it. */
  part?: string;
}

/** Colours that have changed, as from light to dark, are on their way for some frames. */
async function untilColoured(): Promise<void> {
  const frame = (): Promise<unknown> => new Promise((drawn) => requestAnimationFrame(drawn));
  await frame();
  await frame();
  const changes = document.getAnimations().filter((one) => one instanceof CSSTransition);
  await Promise.allSettled(changes.map(({ finished }) => finished));
}

/** Fails with the rules broken and the elements that break them. https://github.com/dequelabs/axe-core */
export async function expectAccessible(page: Page, { rules, part }: Examined = {}): Promise<void> {
  await page.evaluate(untilColoured);
  // what passes is not told of: on a long list that is most of the answer
  // a document that was examined before has axe in it: reading its source again takes ten times as long as the examination
  const isThere = await page.evaluate(() => 'axe' in window);
  const axe = new AxeBuilder({ page, ...(isThere && { axeSource: ';' }) }).options({ resultTypes: ['violations'] });
  // no page has frames of other origins: without a page of its own for those it takes half the time
  axe.setLegacyMode(true);
  if (part !== undefined) axe.include(part);
  const { violations } = await (rules
    ? axe.withRules(rules)
    : axe.withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
  ).analyze();
  expect(
    violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(' | ')}`),
  ).toEqual([]);
}

/** What a chart is drawn in. */
export const charts = 'main .recharts-wrapper, main canvas';

/** What pages throw, as it comes. */
export function faultsOf(page: Page): string[] {
  const faults: string[] = [];
  page.on('pageerror', (error) => void faults.push(error.message));
  return faults;
}

/** A page that has come to rest, examined in light and dark but for its frame, which is the same everywhere; nothing was thrown until now. */
export async function expectWhole(page: Page, name: string, faults: string[]): Promise<void> {
  await expect(page.getByRole('heading', { level: 1 })).toHaveCount(1);
  await expect(page.locator('main .skeleton, main [aria-busy="true"]')).toHaveCount(0);
  await screenshot(page, `${name}-light`);
  await expectAccessible(page, { part: 'main' });
  await page.emulateMedia({ colorScheme: 'dark' });
  await screenshot(page, `${name}-dark`);
  await expectAccessible(page, { part: 'main', rules: ['color-contrast'] });
  await page.emulateMedia({ colorScheme: 'light' });
  expect(faults.splice(0), `thrown in ${name}`).toEqual([]);
}

/** Kept beside the test results, where `SIGNALBOX_SCREENSHOTS` or `SIGNALBOX_README_IMAGE` asks for pictures: taking all of them is a minute's work. */
export async function screenshot(page: Page, name: string): Promise<void> {
  if (!process.env.SIGNALBOX_SCREENSHOTS && !process.env.SIGNALBOX_README_IMAGE) return;
  await page.screenshot({
    path: path.resolve(import.meta.dirname, `../../test-results/screenshots/${name}.png`),
    animations: 'disabled',
  });
}

/** Sends an order to the demo's shop under a correlation ID. */
export async function placeOrder(product: Product, correlationId: string, scenario: string, items = 1): Promise<void> {
  const response = await fetch(`${product.shopUrl}/orders`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-correlation-id': correlationId },
    body: JSON.stringify({ scenario, items }),
  });
  expect(response.status).toBe(202);
}
