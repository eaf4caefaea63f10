import type { Metadata } from 'next';
import { requirePage } from '#lib/auth/require-page.ts';
import { AlertHistory } from './alert-history.tsx';

export const metadata: Metadata = { title: 'Alert history' };

export default async function AlertHistoryPage() {
  await requirePage('/alerts/history');
  return <AlertHistory />;
}
