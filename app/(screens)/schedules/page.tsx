import type { Metadata } from 'next';
import { requirePage } from '#lib/auth/require-page.ts';
import { Schedules } from './schedules.tsx';

export const metadata: Metadata = { title: 'Schedules' };

export default async function SchedulesPage() {
  await requirePage('/schedules');
  return <Schedules />;
}
