import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { needsSetup } from '#lib/auth/setup-code.ts';
import { webPool } from '#lib/db/web-pool.ts';
import { SetupForm } from './setup-form.tsx';

export const metadata: Metadata = { title: 'Set up' };
export const dynamic = 'force-dynamic';

export default async function SetupPage({
  searchParams,
}: {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}) {
  if (!(await needsSetup(webPool()))) redirect('/sign-in');
  const { code } = await searchParams;
  return <SetupForm code={typeof code === 'string' ? code : ''} />;
}
