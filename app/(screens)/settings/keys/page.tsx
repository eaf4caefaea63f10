import type { Metadata } from 'next';
import { requirePage } from '#lib/auth/require-page.ts';
import { Keys } from './keys.tsx';

export const metadata: Metadata = { title: 'Keys' };

export default async function KeysPage() {
  await requirePage('/settings/keys');
  return <Keys />;
}
