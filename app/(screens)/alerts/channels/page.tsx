import type { Metadata } from 'next';
import { requirePage } from '#lib/auth/require-page.ts';
import { Channels } from './channels.tsx';

export const metadata: Metadata = { title: 'Channels' };

export default async function ChannelsPage() {
  await requirePage('/alerts/channels');
  return <Channels />;
}
