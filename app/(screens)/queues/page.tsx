import type { Metadata } from 'next';
import { requirePage } from '#lib/auth/require-page.ts';
import { Queues } from './queues.tsx';

export const metadata: Metadata = { title: 'Queues' };

export default async function QueuesPage() {
  await requirePage('/queues');
  return <Queues />;
}
