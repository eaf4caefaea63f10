import type { Metadata } from 'next';
import { requirePage } from '#lib/auth/require-page.ts';
import { Queue } from './queue.tsx';

export const metadata: Metadata = { title: 'Queue' };

export default async function QueuePage({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  await requirePage('/queues/[id]', `/queues/${id}`);
  return <Queue id={decodeURIComponent(id)} />;
}
