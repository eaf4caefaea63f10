// What can be done with charts and lists of figures: zoom, open the runs behind, decide about errors, keep a question in a link.
import { expect, screenshot, test } from './story.ts';

const minutes = '?environment=demo&from=now-15m';

test('dragging over a chart zooms the page, and going back undoes it', async ({ page }) => {
  await page.goto(`/${minutes}`);
  const plot = page.getByRole('main').locator('.recharts-wrapper').first();
  await expect(plot.locator('.recharts-surface').first()).toBeVisible();
  const box = await plot.boundingBox();
  if (!box) throw new Error('The chart has no place.');
  const y = box.y + box.height / 2;
  await page.mouse.move(box.x + box.width * 0.55, y);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.7, y, { steps: 4 });
  await page.mouse.move(box.x + box.width * 0.9, y, { steps: 4 });
  await page.mouse.up();
  await expect(page).toHaveURL(/from=20\d\d-.*to=20\d\d-/);
  await page.goBack();
  await expect(page).toHaveURL(/from=now-15m/);
});

test('a cell of the heatmap opens as many runs as it counts', async ({ page, api }) => {
  const { items } = await api<{ items: { id: string }[] }>('/jobs?job=make-thumbnail');
  await page.goto(`/jobs/${items[0]?.id}?from=now-1h`);
  const panel = page
    .getByRole('main')
    .locator('section')
    .filter({ has: page.getByRole('heading', { name: 'Spread of durations' }) });
  await panel.getByRole('button', { name: 'table' }).click();
  const cell = panel.getByRole('row').nth(-1).getByRole('link');
  // jobs go on ending: the two are read again until none came between
  await expect(async () => {
    const n = Number((await cell.textContent())?.replaceAll(',', ''));
    const href = (await cell.getAttribute('href')) ?? '';
    const list = await api<{ items: unknown[] }>(`/runs${href.slice(href.indexOf('?'))}&limit=200`);
    expect(list.items).toHaveLength(Math.min(n, 200));
  }).toPass({ timeout: 40_000 });
  await cell.click();
  await expect(page).toHaveURL(/\/runs\?.*by=finishedAt/);
});

test('a person resolves an error, opens it again, and takes along whom it hit', async ({ page }) => {
  await page.goto(`/errors${minutes}`);
  await page
    .getByRole('link', { name: /MailServerError/ })
    .first()
    .click();
  await expect(page.getByRole('heading', { name: 'Blast radius' })).toBeVisible();
  await expect(page.getByText('Nobody has decided anything yet.')).toBeVisible();
  await screenshot(page, 'error-group');
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'CSV' }).click()]);
  expect(file.suggestedFilename()).toBe('affected.csv');
  await page.getByLabel('Ignore', { exact: true }).selectOption({ label: 'for a week' });
  await expect(page.getByText(/^Ignored .* until /)).toBeVisible();
  await page.getByRole('button', { name: 'Open again' }).click();
  await expect(page.getByText(/^Opened again /)).toBeVisible();
});

test('a question asked in Explore is its link', async ({ page }) => {
  await page.goto(`/explore${minutes}`);
  await page.getByLabel('Metric', { exact: true }).selectOption({ label: 'runs succeeded' });
  await page.getByLabel('and by').selectOption('job');
  await page.getByLabel('as', { exact: true }).selectOption('bars');
  await expect(page.getByRole('heading', { name: 'Runs succeeded' })).toBeVisible();
  await expect(page.getByRole('link', { name: 'email · send-receipt' })).toBeVisible();
  await page.reload();
  await expect(page.getByLabel('as', { exact: true })).toHaveValue('bars');
  await expect(page.getByRole('link', { name: 'email · send-receipt' })).toBeVisible();
});

test('on a wall the frame is gone, and Escape brings it back', async ({ page }) => {
  await page.goto(`/${minutes}`);
  await page.getByRole('button', { name: 'Wall' }).click();
  await expect(page.getByRole('navigation', { name: 'Screens' })).toBeHidden();
  await expect(page.getByRole('link', { name: 'order-fulfilment' }).first()).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('navigation', { name: 'Screens' })).toBeVisible();
});
