import type { Metadata } from 'next';
import { manifests } from '#app/api/v1/sources/manifests.ts';
import { publicUrl } from '#lib/auth/public-url.ts';
import { requirePage } from '#lib/auth/require-page.ts';
import { doorAddress } from '#lib/http/door-address.ts';
import { Overview } from './overview/overview.tsx';

export const metadata: Metadata = { title: 'Overview' };

export default async function OverviewPage() {
  await requirePage('/');
  const backends = [...manifests.values()].map(({ kind, title }) => ({ kind, title }));
  return <Overview door={doorAddress(process.env, publicUrl())} backends={backends} />;
}
