import type { Metadata } from 'next';
import { requirePage } from '#lib/auth/require-page.ts';
import { Workers } from './workers.tsx';

export const metadata: Metadata = { title: 'Workers' };

export default async function WorkersPage() {
  await requirePage('/workers');
  return <Workers />;
}
