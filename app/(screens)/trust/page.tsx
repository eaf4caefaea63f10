import type { Metadata } from 'next';
import { requirePage } from '#lib/auth/require-page.ts';
import { Trust } from './trust.tsx';

export const metadata: Metadata = { title: 'Trust' };

export default async function TrustPage() {
  await requirePage('/trust');
  return <Trust />;
}
