import type { Metadata } from 'next';
import { requirePage } from '#lib/auth/require-page.ts';
import { Runs } from './runs.tsx';

export const metadata: Metadata = { title: 'Runs' };

export default async function RunsPage() {
  await requirePage('/runs');
  return <Runs />;
}
