// A real Chromium that reads the product's pages as the bootstrap token's bearer, and tells what ran that should not have.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Browser, chromium, type Page } from 'playwright';
import { launchOptions } from '../product/chromium.ts';
import type { Product } from '../product/start-product.ts';

export const launchChromium = (): Promise<Browser> => chromium.launch(launchOptions());

export interface Reader {
  page: Page;
  /** Dialogs opened, marks that a script left, requests to the canary, and refusals by the content security policy. */
  executed: string[];
  /** Opens a page of the product and waits until its data is there; the whole text of it and its title. */
  read(path: string): Promise<{ text: string; title: string }>;
}

/** A page with the token in its header. `mark` is the global that a script of an attack would set. */
export async function openReader(browser: Browser, product: Product, mark: string): Promise<Reader> {
  const context = await browser.newContext({
    extraHTTPHeaders: { authorization: `Bearer ${product.token}` },
    viewport: { width: 1440, height: 2400 },
  });
  const page = await context.newPage();
  const executed: string[] = [];
  page.on('dialog', (dialog) => {
    executed.push(`dialog ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('console', (message) => {
    if (message.text().includes('Content Security Policy')) executed.push(`policy ${message.text().slice(0, 120)}`);
  });
  return {
    page,
    executed,
    async read(path) {
      await page.goto(`${product.url}${path}`, { waitUntil: 'domcontentloaded', timeout: 30_000 });
      await page
        .waitForFunction(
          () => document.querySelector('h1') && !document.querySelector('.skeleton, [aria-busy="true"]'),
          undefined,
          { timeout: 20_000 },
        )
        .catch((error: Error) => {
          throw new Error(`${path} is not there: ${error.message}`);
        });
      // one frame more: what an attack would run, it has run by now
      await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 50))));
      const hits: unknown = await page.evaluate((name) => Reflect.get(window, name), mark);
      if (hits !== undefined) executed.push(`script on ${path}: ${String(hits)}`);
      const text = await page.evaluate(() => document.body.textContent ?? '');
      return { text, title: await page.title() };
    },
  };
}

export interface Canary {
  url: string;
  hits: string[];
  close(): void;
}

/** A server on loopback that no page has a reason to ask. */
export async function openCanary(): Promise<Canary> {
  const hits: string[] = [];
  const server = createServer((request, response) => {
    hits.push(request.url ?? '');
    response.writeHead(200, { 'content-type': 'image/gif', 'access-control-allow-origin': '*' }).end();
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    hits,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
