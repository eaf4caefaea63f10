import type { Metadata } from 'next';
import { requirePage } from '#lib/auth/require-page.ts';
import { DeadLetters } from './dead-letters.tsx';

export const metadata: Metadata = { title: 'Dead letters' };

export default async function DeadLettersPage() {
  await requirePage('/dead-letters');
  return <DeadLetters />;
}
