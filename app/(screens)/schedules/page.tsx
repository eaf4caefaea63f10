import type { Metadata } from 'next';
import { requirePage } from '#lib/auth/require-page.ts';
import { countSchedules } from '#lib/db/schedule/count-schedules.ts';
import { Schedules } from './schedules.tsx';

export const metadata: Metadata = { title: 'Schedules' };

export default async function SchedulesPage() {
  const caller = await requirePage('/schedules');
  // for the size of what comes: without it the browser still asks, and says what is wrong
  const counts = await countSchedules(caller.pool, caller.environment).catch(() => ({}));
  return <Schedules countsBy={counts} />;
}
