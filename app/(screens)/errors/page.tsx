import type { Metadata } from 'next';
import { requirePage } from '#lib/auth/require-page.ts';
import { Errors } from './errors.tsx';

export const metadata: Metadata = { title: 'Errors' };

export default async function ErrorsPage() {
  await requirePage('/errors');
  return <Errors />;
}
