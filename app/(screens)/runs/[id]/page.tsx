import type { Metadata } from 'next';
import { requirePage } from '#lib/auth/require-page.ts';
import { Run } from './run.tsx';

export const metadata: Metadata = { title: 'Run' };

export default async function RunPage({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  await requirePage('/runs/[id]', `/runs/${id}`);
  return <Run id={decodeURIComponent(id)} />;
}
