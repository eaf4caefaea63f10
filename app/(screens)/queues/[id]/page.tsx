import type { Metadata } from 'next';
import { Prefetched } from '#app/_data/prefetched.tsx';
import { queueQuestion } from '#app/_data/questions.ts';
import type { SearchParams } from '#app/_data/scope-query.ts';
import { requirePage } from '#lib/auth/require-page.ts';
import { Queue } from './queue.tsx';

export const metadata: Metadata = { title: 'Queue' };

interface QueuePageProps {
  params: Promise<{ id: string }>;
  searchParams: Promise<SearchParams>;
}

export default async function QueuePage({ params, searchParams }: QueuePageProps) {
  const { id: encoded } = await params;
  const id = decodeURIComponent(encoded);
  const caller = await requirePage('/queues/[id]', `/queues/${encoded}`);
  return (
    <Prefetched questions={[queueQuestion(caller, id, await searchParams)]}>
      <Queue id={id} />
    </Prefetched>
  );
}
