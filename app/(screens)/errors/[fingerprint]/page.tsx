import type { Metadata } from 'next';
import { requirePage } from '#lib/auth/require-page.ts';
import { ErrorGroupScreen } from './error-group.tsx';

export const metadata: Metadata = { title: 'Error' };

export default async function ErrorGroupPage({ params }: { params: Promise<{ fingerprint: string }> }) {
  const { fingerprint } = await params;
  await requirePage('/errors/[fingerprint]', `/errors/${fingerprint}`);
  return <ErrorGroupScreen fingerprint={decodeURIComponent(fingerprint)} />;
}
