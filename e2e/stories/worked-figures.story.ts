// Every figure that the overview, the queues and a job show of three queues, against what the demo's workers wrote down while they worked.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from '@playwright/test';
import type { WorkedAttempt } from '../demo/work-ledger.ts';
import { expect, test } from './story.ts';

const minute = 60_000;
/** Two clocks, and what lies between a worker's own stopwatch and its library's: events this near to an edge may lie on either side of it. */
const slackMs = 1_500;
const queues = ['email', 'order-fulfilment'] as const;

const ledgerOf = (folder: string): WorkedAttempt[] =>
  readFileSync(path.join(folder, 'ledger.jsonl'), 'utf8')
    .split('\n')
    .filter((line) => line.endsWith('}'))
    .map((line) => JSON.parse(line) as WorkedAttempt);

/** Least and most that may be counted between two moments. */
function counted(moments: readonly number[], fromMs: number, toMs: number) {
  const within = (slack: number) => moments.filter((at) => at >= fromMs - slack && at < toMs + slack).length;
  return { least: within(-slackMs), most: within(slackMs) };
}
const expectBetween = (value: number, { least, most }: { least: number; most: number }, what: string) => {
  expect(value, `${what}: ${value} in ${least} … ${most}`).toBeGreaterThanOrEqual(least);
  expect(value, `${what}: ${value} in ${least} … ${most}`).toBeLessThanOrEqual(most);
};

/** `812 ms`, `1.8 s`, `2 m 3 s` in ms. */
function msOf(text: string): number {
  const units: Record<string, number> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };
  return [...text.matchAll(/([\d.]+) (ms|s|m|h)/g)].reduce(
    (sum, [, n, unit]) => sum + Number(n) * (units[unit ?? ''] ?? 0),
    0,
  );
}
/** A shown p95 lies between the ledger's 85th percentile and its longest, with 3 % for rounding and the sketch, and a library's own time. */
function expectP95(text: string, durations: readonly number[], what: string) {
  const sorted = [...durations].sort((a, b) => a - b);
  const at = (p: number) => sorted[Math.max(0, Math.ceil(p * sorted.length) - 1)] ?? 0;
  expectBetween(msOf(text), { least: at(0.85) * 0.97 - 5, most: at(1) * 1.03 + 300 }, `${what} p95 ${text}`);
}

/** Cells of a row by the heads of their columns. */
async function rowOf(page: Page, table: string | RegExp, name: string): Promise<Record<string, string>> {
  const whole = page.getByRole('table', { name: table });
  const heads = await whole.locator('thead th').allTextContents();
  const row = whole.getByRole('row').filter({ has: page.getByRole('link', { name, exact: true }) });
  const cells = await row.locator('td').allTextContents();
  return Object.fromEntries(heads.map((head, place) => [head.trim(), (cells[place] ?? '').trim()]));
}

test('figures on the screens are what the workers did', async ({ page, product }) => {
  test.setTimeout(240_000); // of a product just started, the first whole minute is waited for
  const lastWhole = () => Math.floor((Date.now() - 10_000) / minute) * minute;
  const firstWhole = () => {
    const starts = ledgerOf(product.folder).map(({ startedAt }) => startedAt);
    return Math.ceil(Math.min(...starts) / minute) * minute;
  };
  await expect
    .poll(() => lastWhole() > firstWhole(), { message: 'a whole minute is over', timeout: 140_000 })
    .toBe(true);
  const toMs = lastWhole();
  const fromMs = Math.max(toMs - 3 * minute, firstWhole());
  const ledger = ledgerOf(product.folder);
  const window = `from=${new Date(fromMs).toISOString()}&to=${new Date(toMs).toISOString()}&environment=demo`;
  for (const screen of ['/', '/queues']) {
    await page.goto(`${screen}?${window}`);
    for (const queue of queues) {
      await expect(page.getByRole('link', { name: queue, exact: true }).first()).toBeVisible();
      const shown = await rowOf(page, /Queues/, queue);
      const attempts = ledger.filter((attempt) => attempt.queue === queue);
      const firsts = new Map<string, number>();
      for (const { id, startedAt } of attempts) firsts.set(id, Math.min(startedAt, firsts.get(id) ?? startedAt));
      const minutes = (toMs - fromMs) / minute;
      const started = counted([...firsts.values()], fromMs, toMs);
      const perMinute = Number(shown['Jobs/min']);
      expectBetween(
        perMinute,
        { least: started.least / minutes - 0.1, most: started.most / minutes + 0.1 },
        `${screen} ${queue} started`,
      );
      const ended = attempts.filter(({ isLast, finishedAt }) => isLast && finishedAt >= fromMs && finishedAt < toMs);
      expectP95(
        shown.p95 ?? '',
        ended.map(({ startedAt, finishedAt }) => finishedAt - startedAt),
        `${screen} ${queue}`,
      );
      const dead = counted(
        attempts.filter(({ isLast, isOk }) => isLast && !isOk).map(({ finishedAt }) => finishedAt),
        fromMs,
        toMs,
      );
      const all = counted(
        attempts.filter(({ isLast }) => isLast).map(({ finishedAt }) => finishedAt),
        fromMs,
        toMs,
      );
      const share = Number.parseFloat(shown['Dead runs'] ?? '') / 100;
      expectBetween(
        share,
        { least: dead.least / all.most - 0.0006, most: dead.most / Math.max(1, all.least) + 0.0006 },
        `${screen} ${queue} dead`,
      );
    }
  }
});

test('a figure opens as many runs as it counts', async ({ page, api }) => {
  const toMs = Math.floor((Date.now() - 10_000) / minute) * minute;
  const window = `from=${new Date(toMs - minute).toISOString()}&to=${new Date(toMs).toISOString()}`;
  // a deriver that lags behind still adds to the minute: both are read again until they agree
  await expect(async () => {
    await page.goto(`/?environment=demo&${window}`);
    const figure = page
      .getByRole('region', { name: /Figures/ })
      .getByText('Runs finished')
      .locator('..')
      .getByRole('link');
    await expect(figure).toBeVisible();
    const shown = Number((await figure.textContent())?.replaceAll(',', ''));
    const href = (await figure.getAttribute('href')) ?? '';
    let listed = 0;
    for (let cursor: string | null = ''; cursor !== null; ) {
      const query = `${href.slice(href.indexOf('?'))}&limit=200${cursor && `&cursor=${cursor}`}`;
      const list: { items: unknown[]; nextCursor: string | null } = await api(`/runs${query}`);
      listed += list.items.length;
      cursor = list.nextCursor;
    }
    expect(listed).toBe(shown);
  }).toPass({ timeout: 50_000 });
});
