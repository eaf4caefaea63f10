import type { Metadata } from 'next';
import { requirePage } from '#lib/auth/require-page.ts';
import { Journey } from './journey.tsx';

export const metadata: Metadata = { title: 'Journey' };

export default async function JourneyPage({ params }: { params: Promise<{ correlationId: string }> }) {
  const { correlationId } = await params;
  await requirePage('/c/[correlationId]', `/c/${correlationId}`);
  return <Journey correlationId={decodeURIComponent(correlationId)} />;
}
