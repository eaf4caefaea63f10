import type { Metadata } from 'next';
import { requirePage } from '#lib/auth/require-page.ts';
import { Silences } from './silences.tsx';

export const metadata: Metadata = { title: 'Silences' };

export default async function SilencesPage() {
  await requirePage('/alerts/silences');
  return <Silences />;
}
