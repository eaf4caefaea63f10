// How long a person waits for screens over many stored runs: in real Chromium, against the web process as the launcher starts it.
import { setTimeout as pause } from 'node:timers/promises';
import { type BrowserContext, chromium, type Page } from 'playwright';
import { makePanelData } from '#e2e/bench/panel-data.ts';
import { startRoles } from '#e2e/bench/role-process.ts';
import { type Figure, percentileOf, spreadOf } from '#e2e/bench/spread.ts';
import { launchOptions } from '#e2e/product/chromium.ts';
import { startWeb } from '#e2e/product/web-process.ts';
import { sendJobTrace } from '#e2e/stories/send-trace.ts';
import { createPool, type Pool } from '#lib/db/pool.ts';

const token = 'only-for-the-bench-only-for-the-bench-0123456789';

interface Asked {
  url: string;
  context: BrowserContext;
  /** Repeats of each question. */
  rounds: number;
}

async function untilQuiet(page: Page): Promise<void> {
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.locator('.skeleton, [aria-busy="true"]').first().waitFor({ state: 'detached' });
}

/** Milliseconds until the largest part of the page was painted. https://web.dev/articles/lcp */
const largestPaint = (page: Page): Promise<number> =>
  page.evaluate(
    () =>
      new Promise<number>((told) => {
        new PerformanceObserver((list) => told(list.getEntries().at(-1)?.startTime ?? Number.NaN)).observe({
          type: 'largest-contentful-paint',
          buffered: true,
        });
      }),
  );

async function paintOf({ url, context, rounds }: Asked, what: string, path: string): Promise<Figure> {
  const took: number[] = [];
  for (let round = 0; round <= rounds; round++) {
    const page = await context.newPage();
    await page.goto(url + path);
    await untilQuiet(page);
    // the first one compiles scripts and fills caches
    if (round > 0) took.push(await largestPaint(page));
    await page.close();
  }
  return { what: `${what}: largest paint`, unit: 'ms', spread: spreadOf(took), floor: 800, isCost: true };
}

/** From an ID pasted into the search of the overview until its run can be used. */
async function pasteOf({ url, context, rounds }: Asked, id: string): Promise<Figure> {
  const took: number[] = [];
  for (let round = 0; round <= rounds; round++) {
    const page = await context.newPage();
    await page.goto(url);
    await untilQuiet(page);
    const search = page.getByRole('combobox', { name: /Search/ });
    const begun = performance.now();
    await search.fill(id);
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/runs\//);
    await page.getByRole('treegrid').waitFor();
    if (round > 0) took.push(performance.now() - begun);
    await page.close();
  }
  return { what: 'an ID pasted: its run is there', unit: 'ms', spread: spreadOf(took), floor: 1_000, isCost: true };
}

/** From `j` until the next row is marked on the screen, as the browser's event timing has it (in steps of 8 ms), with `rows` in the list. */
async function stepOf({ url, context, rounds }: Asked, rows: number): Promise<Figure> {
  const page = await context.newPage();
  // as many in one page of the list as the API gives
  await page.route('**/api/v1/runs?**', (route) => {
    const asked = new URL(route.request().url());
    asked.searchParams.set('limit', '200');
    return route.continue({ url: asked.href });
  });
  await page.goto(`${url}/runs?from=now-30d`);
  await untilQuiet(page);
  const heightOf = () => page.evaluate(() => document.body.scrollHeight);
  for (let height = await heightOf(); height < rows * 29; ) {
    await page.evaluate(() => window.scrollTo(0, document.body.scrollHeight));
    await page.waitForFunction((before) => document.body.scrollHeight > before, height);
    height = await heightOf();
  }
  await page.evaluate(() => {
    const took: number[] = [];
    Object.assign(window, { took });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) if (entry.name === 'keydown') took.push(entry.duration);
    }).observe({ type: 'event', durationThreshold: 16 } as PerformanceObserverInit);
  });
  const steps = rounds * 10;
  for (let step = 0; step < steps; step++) {
    await page.keyboard.press('j');
    // as fast as a held key repeats
    await page.waitForTimeout(60);
  }
  const told = await page.evaluate(() => (window as unknown as { took: number[] }).took);
  await page.close();
  // what was shorter than a frame is not told of
  const took = [...told, ...Array<number>(Math.max(0, steps - told.length)).fill(16)];
  return {
    what: `j in a list of ${rows.toLocaleString('en')} runs: painted`,
    unit: 'ms',
    spread: spreadOf(took),
    floor: 50,
    isCost: true,
  };
}

const manySpans = 10_000;

/** A run of many spans through the door and a deriver; its ID. */
async function makeLargeRun(url: string, pool: Pool): Promise<string> {
  const roles = await startRoles(url, ['door', 'deriver'], { SIGNALBOX_BOOTSTRAP_TOKEN: token });
  try {
    const otlpUrl = `http://127.0.0.1:${roles.port}`;
    await sendJobTrace(otlpUrl, { correlationId: 'bench-large', job: 'import', queue: 'imports', spans: manySpans });
    for (;;) {
      const { rows } = await pool.query<{ id: string }>(`select id from run where correlation_id = 'bench-large'`);
      const { rows: stored } = await pool.query<{ n: number }>('select count(*)::int4 as n from span');
      if (rows[0] && stored[0]?.n === manySpans) return rows[0].id;
      await pause(50);
    }
  } finally {
    await roles.stop();
  }
}

/** A run of many spans: until its waterfall is painted, and the longest task while it is scrolled through. */
async function waterfallOf({ url, context, rounds }: Asked, id: string): Promise<Figure[]> {
  const painted: number[] = [];
  const tasks: number[] = [];
  for (let round = 0; round <= rounds; round++) {
    const page = await context.newPage();
    await page.goto(`${url}/runs/${id}`);
    const grid = page.getByRole('treegrid');
    await grid.getByText('attempt 1').waitFor();
    const paintedAt = await page.evaluate(
      () => new Promise<number>((told) => requestAnimationFrame(() => setTimeout(() => told(performance.now())))),
    );
    await untilQuiet(page);
    await page.evaluate(() => {
      const long: number[] = [];
      Object.assign(window, { long });
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) long.push(entry.duration);
      }).observe({ type: 'longtask' });
    });
    await grid.hover();
    for (let step = 0; step < 60; step++) {
      await page.mouse.wheel(0, 400);
      // a turn of the wheel each frame
      await page.waitForTimeout(16);
    }
    // what is shorter than 50 ms is no long task, and not told of
    const long = await page.evaluate(() => (window as unknown as { long: number[] }).long);
    if (round > 0) {
      painted.push(paintedAt);
      tasks.push(Math.max(0, ...long));
    }
    await page.close();
  }
  const what = `${manySpans.toLocaleString('en')} spans`;
  return [
    { what: `${what}: waterfall painted`, unit: 'ms', spread: spreadOf(painted), floor: 1_000, isCost: true },
    {
      what: `${what}: longest task above 50 ms in a scroll`,
      unit: 'ms',
      spread: spreadOf(tasks),
      floor: 0,
      isCost: true,
    },
  ];
}

async function answerOf({ url, rounds }: Asked, what: string, path: string): Promise<Figure> {
  const took: number[] = [];
  for (let round = -3; round < rounds * 20; round++) {
    const begun = performance.now();
    const answer = await fetch(url + path, { headers: { authorization: `Bearer ${token}` } });
    await answer.bytes();
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}`);
    if (round >= 0) took.push(performance.now() - begun);
  }
  const p95 = percentileOf(took, 0.95);
  return { what: `${what}: answered, p95`, unit: 'ms', spread: spreadOf([p95]), floor: 200, isCost: true };
}

/** `url`: a migrated database of one's own; `listed`: so many rows are in the list in which steps are measured. */
export async function measureScreens(url: string, runCount: number, listed: number, rounds: number): Promise<Figure[]> {
  const pool = createPool({ url, max: 2, statementTimeoutMs: 3_600_000 });
  const web = await startWeb(url, { SIGNALBOX_BOOTSTRAP_TOKEN: token });
  const browser = await chromium.launch(launchOptions());
  try {
    await makePanelData(pool, runCount);
    const base = `http://localhost:${web.port}`;
    const context = await browser.newContext({
      extraHTTPHeaders: { authorization: `Bearer ${token}` },
      viewport: { width: 1440, height: 900 },
      reducedMotion: 'reduce',
    });
    const asked: Asked = { url: base, context, rounds };
    const { rows } = await pool.query<{ run: string; queue: string; job: string }>(
      `select id as run, queue_id::text as queue, queue_id || '.' || job_id as job from run order by id desc limit 1`,
    );
    const [one] = rows;
    if (!one) throw new Error('There are no runs to look at.');
    const screens = [
      ['overview', '/'],
      ['runs', '/runs'],
      ['run', `/runs/${one.run}`],
      ['queues', '/queues'],
      ['queue', `/queues/${one.queue}`],
      ['job', `/jobs/${one.job}`],
      ['errors', '/errors'],
    ] as const;
    const figures: Figure[] = [];
    for (const [what, path] of screens) figures.push(await paintOf(asked, what, path));
    figures.push(await answerOf(asked, 'list of runs', '/api/v1/runs?limit=50'));
    figures.push(await answerOf(asked, 'page of runs', '/runs'));
    figures.push(await pasteOf(asked, one.run));
    figures.push(...(await waterfallOf(asked, await makeLargeRun(url, pool))));
    figures.push(await stepOf(asked, listed));
    return figures;
  } finally {
    await browser.close();
    await web.stop();
    await pool.end();
  }
}
