import type { Metadata } from 'next';
import { Prefetched } from '#app/_data/prefetched.tsx';
import { lanesQuestion } from '#app/_data/questions.ts';
import type { SearchParams } from '#app/_data/scope-query.ts';
import { requirePage } from '#lib/auth/require-page.ts';
import { Queues } from './queues.tsx';

export const metadata: Metadata = { title: 'Queues' };

export default async function QueuesPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const caller = await requirePage('/queues');
  return (
    <Prefetched questions={[lanesQuestion(caller, await searchParams)]}>
      <Queues />
    </Prefetched>
  );
}
