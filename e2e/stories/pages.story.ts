import { expect, expectAccessible, screenshot, test } from './story.ts';

/** Every screen of the spine, with a part that only live data brings. */
async function screens(api: <T>(resource: string) => Promise<T>) {
  const { items: dead } = await api<{ items: { id: string }[] }>('/runs?state=succeeded&queue=email&limit=1');
  const { items: journeys } = await api<{ items: { correlationId: string }[] }>(
    '/runs?state=succeeded&queue=order-fulfilment&limit=1',
  );
  const { items: queues } = await api<{ items: { id: string }[] }>('/queues?queue=order-fulfilment');
  return [
    { name: 'overview', path: '/', awaits: 'order-fulfilment' },
    { name: 'queues', path: '/queues', awaits: 'order-fulfilment' },
    { name: 'queue', path: `/queues/${queues[0]?.id}`, awaits: 'order-fulfilment' },
    { name: 'runs', path: '/runs', awaits: 'email' },
    { name: 'run', path: `/runs/${dead[0]?.id}`, awaits: 'email' },
    { name: 'trust', path: '/trust', awaits: 'What to change' },
    { name: 'journey', path: `/c/${encodeURIComponent(journeys[0]?.correlationId ?? '')}`, awaits: 'order-fulfilment' },
  ];
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`every screen is accessible and holds its data, ${colorScheme}`, async ({ page, api }) => {
    test.setTimeout(180_000); // seven screens, each examined whole
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
        await expectAccessible(page);
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
