import { codeOf } from '../product/authenticator.ts';
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

test('who turns two-step sign-in on is asked for a code after the password', async ({ page, product }) => {
  const sue = { email: 'sue@example.com', password: 'a long enough password' };
  const made = await fetch(`${product.url}/api/v1/users`, {
    method: 'POST',
    headers: { authorization: `Bearer ${product.token}`, 'content-type': 'application/json' },
    body: JSON.stringify(sue),
  });
  expect(made.status).toBe(201);
  const signIn = async () => {
    await page.goto('/sign-in?next=/settings/sessions');
    await page.getByLabel('E-mail').fill(sue.email);
    await page.getByLabel('Password').fill(sue.password);
    await page.keyboard.press('Enter');
  };
  await signIn();
  await page.getByLabel('Your password').fill(sue.password);
  await page.getByRole('button', { name: 'Turn on' }).click();
  await expect(page.getByRole('img', { name: /^QR code/ })).toBeVisible();
  await expectAccessible(page, { part: 'main' });
  const secret = (await page.locator('code').textContent()) ?? '';
  await page.getByLabel('The code that it shows').fill(codeOf(secret, Date.now()));
  await page.getByRole('button', { name: 'Confirm' }).click();
  const codes = page.getByRole('list', { name: 'Recovery codes' });
  const code = (await codes.getByRole('listitem').first().textContent()) ?? '';
  await page.context().clearCookies();

  await signIn();
  const field = page.getByLabel('Code', { exact: true });
  await expect(field).toBeFocused();
  await expect(field).toHaveAttribute('autocomplete', 'one-time-code');
  await expectAccessible(page);
  await page.keyboard.type('000000');
  await page.keyboard.press('Enter');
  await expect(field).toHaveAttribute('aria-invalid', 'true');
  await page.getByRole('button', { name: 'Use a recovery code' }).press('Enter');
  await expect(page.getByLabel('Recovery code')).toBeFocused();
  await page.keyboard.type(code);
  await page.keyboard.press('Enter');
  await expect(page.getByText('9 recovery codes are left.')).toBeVisible();
});
