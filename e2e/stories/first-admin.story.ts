import { admin, expect, expectAccessible, signedInState, test } from './story.ts';

test('a newcomer makes the first admin with the one-time code and sees live queues', async ({ page, product }) => {
  await page.goto('/');
  await expect(page).toHaveURL(/\/setup/);
  await expectAccessible(page);

  await page.getByLabel('One-time code').fill('WRONG-CODE-0000');
  await page.getByLabel('E-mail').fill(admin.email);
  await page.getByLabel('Password').fill(admin.password);
  await page.getByRole('button', { name: 'Create and sign in' }).click();
  await expect(page.getByLabel('One-time code')).toHaveAttribute('aria-invalid', 'true');

  await page.getByLabel('One-time code').fill(product.setupCode);
  await page.getByRole('button', { name: 'Create and sign in' }).click();
  await expect(page.getByRole('heading', { name: 'Overview' })).toBeVisible();
  await expect(page.getByRole('link', { name: 'order-fulfilment' }).first()).toBeVisible();
  await expect(page.getByRole('link', { name: 'email' }).first()).toBeVisible();
  await page.context().storageState({ path: signedInState });
});

test('who is not signed in sees the sign-in page and nothing else, and gets in with email and password', async ({
  page,
}) => {
  await page.goto('/runs');
  await expect(page).toHaveURL(/\/sign-in/);
  await expectAccessible(page);
  await page.getByLabel('E-mail').fill(admin.email);
  await page.getByLabel('Password').fill('not the password');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('alert').filter({ hasText: /password/i })).toBeVisible();
  await page.getByLabel('Password').fill(admin.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('heading', { name: 'Runs' })).toBeVisible();
});
