import type { Metadata } from 'next';
import { providerName } from '#lib/auth/sign-in-oidc.ts';
import { isPathOfOurs } from '#lib/contracts/session.ts';
import { refusalOf } from './refusal-of.ts';
import { SignInForm } from './sign-in-form.tsx';

export const metadata: Metadata = { title: 'Sign in' };

export default async function SignInPage({
  searchParams,
}: {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}) {
  const { next, error } = await searchParams;
  return (
    <SignInForm
      next={typeof next === 'string' && isPathOfOurs(next) ? next : '/'}
      provider={providerName()}
      refusal={typeof error === 'string' ? refusalOf(error) : null}
    />
  );
}
