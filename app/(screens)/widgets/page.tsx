import type { Metadata } from 'next';
import { requirePage } from '#lib/auth/require-page.ts';
import { widgetScript } from '#lib/embed/widget-script.ts';
import { Widgets } from './widgets.tsx';

export const metadata: Metadata = { title: 'Widgets' };

export default async function WidgetsPage() {
  await requirePage('/widgets');
  return <Widgets integrity={(await widgetScript()).integrity} />;
}
