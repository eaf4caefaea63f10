import type { Metadata } from 'next';
import { requirePage } from '#lib/auth/require-page.ts';
import { Alerts } from './alerts.tsx';

export const metadata: Metadata = { title: 'Alerts' };

export default async function AlertsPage() {
  await requirePage('/alerts');
  return <Alerts />;
}
