import type { Metadata } from 'next';
import { manifests } from '#app/api/v1/sources/manifests.ts';
import { requirePage } from '#lib/auth/require-page.ts';
import { Sources } from './sources.tsx';

export const metadata: Metadata = { title: 'Sources' };

export default async function SourcesPage() {
  const { principal } = await requirePage('/sources');
  const kinds = [...manifests.values()].map(({ kind, title, versions, settings, cost, capabilities }) => ({
    kind,
    title,
    versions,
    settings,
    cost,
    capabilities,
  }));
  return <Sources kinds={kinds} mayChange={principal.role === 'admin'} />;
}
