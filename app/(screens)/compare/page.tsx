import type { Metadata } from 'next';
import { requirePage } from '#lib/auth/require-page.ts';
import { Compare } from './compare.tsx';

export const metadata: Metadata = { title: 'Compare' };

export default async function ComparePage() {
  await requirePage('/compare');
  return <Compare />;
}
