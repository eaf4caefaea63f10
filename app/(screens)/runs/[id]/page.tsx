import type { Metadata } from 'next';
import { preload } from 'react-dom';
import { atBase } from '#app/_data/base-path.ts';
import { requirePage } from '#lib/auth/require-page.ts';
import { Run } from './run.tsx';

export const metadata: Metadata = { title: 'Run' };

export default async function RunPage({ params }: { params: Promise<{ id: string }> }) {
  const { id: encoded } = await params;
  const id = decodeURIComponent(encoded);
  await requirePage('/runs/[id]', `/runs/${encoded}`);
  // asked for while the scripts are on their way: the first question of the browser's own code takes this answer
  preload(atBase(`/api/v1/runs/${encodeURIComponent(id)}/outline`), { as: 'fetch', crossOrigin: 'anonymous' });
  return <Run id={id} />;
}
