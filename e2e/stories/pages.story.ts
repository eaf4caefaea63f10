import { expect, expectAccessible, screenshot, test } from './story.ts';

// the longest of all stories: each colour scheme on a browser of its own
test.describe.configure({ mode: 'parallel' });

/** Every screen of the spine, with a part that only live data brings. */
async function screens(api: <T>(resource: string) => Promise<T>) {
  const { items: dead } = await api<{ items: { id: string }[] }>('/runs?state=succeeded&queue=email&limit=1');
  const { items: journeys } = await api<{ items: { correlationId: string }[] }>(
    '/runs?state=succeeded&queue=order-fulfilment&limit=1',
  );
  const { items: queues } = await api<{ items: { id: string }[] }>('/queues?queue=order-fulfilment');
  const { items: jobs } = await api<{ items: { id: string }[] }>('/jobs?job=send-receipt');
  const { items: errors } = await api<{ items: { fingerprint: string; type: string }[] }>('/errors?limit=1');
  const { items: schedules } = await api<{ items: { id: string; name: string }[] }>('/schedules');
  return [
    { name: 'overview', path: '/', awaits: 'order-fulfilment' },
    { name: 'queues', path: '/queues', awaits: 'order-fulfilment' },
    { name: 'queue', path: `/queues/${queues[0]?.id}`, awaits: 'order-fulfilment' },
    { name: 'runs', path: '/runs', awaits: 'email' },
    { name: 'run', path: `/runs/${dead[0]?.id}`, awaits: 'email' },
    { name: 'jobs', path: '/jobs', awaits: 'send-receipt' },
    { name: 'job', path: `/jobs/${jobs[0]?.id}`, awaits: 'Versions' },
    { name: 'errors', path: '/errors', awaits: errors[0]?.type ?? '' },
    { name: 'error', path: `/errors/${errors[0]?.fingerprint}`, awaits: 'Blast radius' },
    { name: 'dead-letters', path: '/dead-letters', awaits: 'By queue' },
    { name: 'workers', path: '/workers', awaits: 'fulfilment-1' },
    { name: 'explore', path: '/explore', awaits: 'Groups' },
    { name: 'schedules', path: '/schedules', awaits: 'Coming in the next 24 hours' },
    { name: 'schedule', path: `/schedules/${schedules[0]?.id}`, awaits: 'Last due times' },
    { name: 'sources', path: '/sources', awaits: 'orders-pg-boss' },
    { name: 'no such job', path: '/jobs/1.999999', awaits: 'There is no such job.' },
    { name: 'no such error', path: '/errors/abcdabcd', awaits: 'No run in this window has this error.' },
    {
      name: 'nothing in an environment',
      path: '/dead-letters?environment=nowhere',
      awaits: 'Nothing died in this window',
    },
    { name: 'trust', path: '/trust', awaits: 'What to change' },
    { name: 'journey', path: `/c/${encodeURIComponent(journeys[0]?.correlationId ?? '')}`, awaits: 'order-fulfilment' },
  ];
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`every screen is accessible and holds its data, ${colorScheme}`, async ({ page, api }) => {
    test.setTimeout(400_000); // many screens, each examined whole
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    for (const { name, path, awaits } of await screens(api)) {
      await test.step(name, async () => {
        const faults: string[] = [];
        const onError = (error: Error) => void faults.push(error.message);
        page.on('pageerror', onError);
        await page.goto(path);
        await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
        await expect(page.locator('main, h1').getByText(awaits).filter({ visible: true }).first()).toBeVisible();
        await expect(page.locator('.skeleton, [aria-busy="true"]')).toHaveCount(0);
        await screenshot(page, `${name}-${colorScheme}`);
        // The same elements in other colours: only those need to be looked at again.
        await expectAccessible(page, colorScheme === 'dark' ? ['color-contrast'] : undefined);
        page.off('pageerror', onError);
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
