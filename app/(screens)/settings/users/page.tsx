import type { Metadata } from 'next';
import { requirePage } from '#lib/auth/require-page.ts';
import { Users } from './users.tsx';

export const metadata: Metadata = { title: 'Users' };

export default async function UsersPage() {
  await requirePage('/settings/users');
  return <Users />;
}
