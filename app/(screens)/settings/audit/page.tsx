import type { Metadata } from 'next';
import { requirePage } from '#lib/auth/require-page.ts';
import { Audit } from './audit.tsx';

export const metadata: Metadata = { title: 'Audit' };

export default async function AuditPage() {
  await requirePage('/settings/audit');
  return <Audit />;
}
