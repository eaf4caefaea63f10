import type { Metadata } from 'next';
import { requirePage } from '#lib/auth/require-page.ts';
import { Job } from './job.tsx';

export const metadata: Metadata = { title: 'Job' };

export default async function JobPage({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  await requirePage('/jobs/[id]', `/jobs/${id}`);
  return <Job id={decodeURIComponent(id)} />;
}
