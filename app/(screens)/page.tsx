import type { Metadata } from 'next';
import { requirePage } from '#lib/auth/require-page.ts';
import { Overview } from './overview/overview.tsx';

export const metadata: Metadata = { title: 'Overview' };

export default async function OverviewPage() {
  await requirePage('/');
  return <Overview />;
}
