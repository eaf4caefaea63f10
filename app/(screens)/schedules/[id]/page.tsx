import type { Metadata } from 'next';
import { Prefetched } from '#app/_data/prefetched.tsx';
import { scheduleQuestion } from '#app/_data/questions.ts';
import { requirePage } from '#lib/auth/require-page.ts';
import { Schedule } from './schedule.tsx';

export const metadata: Metadata = { title: 'Schedule' };

export default async function SchedulePage({ params }: { params: Promise<{ id: string }> }) {
  const { id: encoded } = await params;
  const id = decodeURIComponent(encoded);
  const caller = await requirePage('/schedules/[id]', `/schedules/${encoded}`);
  return (
    <Prefetched questions={[scheduleQuestion(caller, id)]}>
      <Schedule id={id} />
    </Prefetched>
  );
}
