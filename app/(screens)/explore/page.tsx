import type { Metadata } from 'next';
import { requirePage } from '#lib/auth/require-page.ts';
import { Explore } from './explore.tsx';

export const metadata: Metadata = { title: 'Explore' };

export default async function ExplorePage() {
  await requirePage('/explore');
  return <Explore />;
}
