import { expect } from '@playwright/test';
import { askApi, startProduct } from '../product/start-product.ts';

/** Starts the product once for all stories, and waits until it shows its first finished run. `STORY_PRODUCT` names one that runs already. */
export default async function globalSetup(): Promise<(() => Promise<void>) | undefined> {
  if (process.env.STORY_PRODUCT) return undefined;
  const product = await startProduct();
  const { stop, ...shared } = product;
  process.env.STORY_PRODUCT = JSON.stringify(shared);
  try {
    await expect
      .poll(async () => (await fetch(`${product.url}/readyz`)).status, {
        message: 'the product becomes ready',
        timeout: 60_000,
      })
      .toBe(200);
    await expect
      .poll(async () => (await askApi<{ items: unknown[] }>(product, '/runs?state=succeeded&limit=1')).items.length, {
        message: 'a first run is seen',
        timeout: 60_000,
      })
      .toBe(1);
  } catch (error) {
    await stop();
    throw error;
  }
  return stop;
}
