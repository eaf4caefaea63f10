import type { Metadata } from 'next';
import { requirePage } from '#lib/auth/require-page.ts';
import { Sessions } from './sessions.tsx';

export const metadata: Metadata = { title: 'Sessions' };

export default async function SessionsPage() {
  await requirePage('/settings/sessions');
  return <Sessions />;
}
