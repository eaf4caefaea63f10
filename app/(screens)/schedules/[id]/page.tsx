import type { Metadata } from 'next';
import { requirePage } from '#lib/auth/require-page.ts';
import { Schedule } from './schedule.tsx';

export const metadata: Metadata = { title: 'Schedule' };

export default async function SchedulePage({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  await requirePage('/schedules/[id]', `/schedules/${id}`);
  return <Schedule id={decodeURIComponent(id)} />;
}
