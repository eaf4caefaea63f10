import { redirect } from 'next/navigation';
import { requirePage } from '#lib/auth/require-page.ts';

export default async function SettingsPage() {
  const { principal } = await requirePage('/settings');
  redirect(principal.role === 'admin' ? '/settings/keys' : '/settings/sessions');
}
