import { expect, expectAccessible, screenshot, test } from './story.ts';

interface Source {
  id: string;
  name: string;
  config: { url: string };
}

test('a person tries a backend, watches it, pauses it and lets it go', async ({ page, api }) => {
  const { items } = await api<{ items: Source[] }>('/sources');
  const url = items.find(({ name }) => name === 'media-bullmq')?.config.url ?? '';
  await page.goto('/sources');
  await page.getByRole('link', { name: 'BullMQ' }).click();
  const form = page.getByRole('dialog');
  await expect(form.getByLabel('Name')).toBeFocused();
  await form.getByLabel('Name').fill('story-redis');
  await form.getByLabel('Environment').fill('story');

  await form.getByLabel('Connection').fill('redis://127.0.0.1:1');
  await form.getByRole('button', { name: 'Try it' }).click();
  await expect(form.getByText('nothing listens at this address')).toBeVisible();

  await form.getByLabel('Connection').fill(url);
  await form.getByRole('button', { name: 'Try it' }).click();
  await expect(form.getByText('can be read')).toBeVisible();
  await expect(form.getByText(/thumbnail|media|image/i).first()).toBeVisible();
  await screenshot(page, 'source-form');
  await expectAccessible(page);
  await form.getByRole('button', { name: 'Watch it' }).click();

  const row = page.getByRole('row').filter({ hasText: 'story-redis' });
  await expect(row.getByText('ok', { exact: true })).toBeVisible({ timeout: 20_000 });
  await page.goto('/sources?environment=story');
  await expect(row).toBeVisible();
  const others = page.getByText(`${items.length} more sources in other environments.`);
  await expect(others).toBeVisible();
  await expect(page.getByRole('row').filter({ hasText: 'media-bullmq' })).toHaveCount(0);
  await page.getByRole('button', { name: 'Show all' }).click();
  await expect(page.getByRole('row').filter({ hasText: 'media-bullmq' })).toBeVisible();
  await expect(others).toHaveCount(0);
  await row.getByRole('button', { name: 'story-redis' }).click();
  await form.getByRole('button', { name: 'Pause' }).click();
  await expect(row.getByText('disabled')).toBeVisible();

  await row.getByRole('button', { name: 'story-redis' }).click();
  await form.getByRole('button', { name: 'Remove …' }).click();
  await form.getByRole('button', { name: 'Remove it' }).click();
  await expect(row).toHaveCount(0);
});
