import type { Metadata } from 'next';
import { requirePage } from '#lib/auth/require-page.ts';
import { Jobs } from './jobs.tsx';

export const metadata: Metadata = { title: 'Jobs' };

export default async function JobsPage() {
  await requirePage('/jobs');
  return <Jobs />;
}
