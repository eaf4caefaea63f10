import type { Metadata } from 'next';
import { requirePage } from '#lib/auth/require-page.ts';
import { Sources } from './sources.tsx';

export const metadata: Metadata = { title: 'Sources' };

export default async function SourcesPage() {
  await requirePage('/sources');
  return <Sources />;
}
