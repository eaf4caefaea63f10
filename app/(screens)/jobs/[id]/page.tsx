import type { Metadata } from 'next';
import { Prefetched } from '#app/_data/prefetched.tsx';
import { jobQuestion } from '#app/_data/questions.ts';
import type { SearchParams } from '#app/_data/scope-query.ts';
import { requirePage } from '#lib/auth/require-page.ts';
import { Job } from './job.tsx';

export const metadata: Metadata = { title: 'Job' };

interface JobPageProps {
  params: Promise<{ id: string }>;
  searchParams: Promise<SearchParams>;
}

export default async function JobPage({ params, searchParams }: JobPageProps) {
  const { id: encoded } = await params;
  const id = decodeURIComponent(encoded);
  const caller = await requirePage('/jobs/[id]', `/jobs/${encoded}`);
  return (
    <Prefetched questions={[jobQuestion(caller, id, await searchParams)]}>
      <Job id={id} />
    </Prefetched>
  );
}
