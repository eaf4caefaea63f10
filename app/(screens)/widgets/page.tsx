import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Metadata } from 'next';
import { requirePage } from '#lib/auth/require-page.ts';
import { Widgets } from './widgets.tsx';

export const metadata: Metadata = { title: 'Widgets' };

/** As browsers check it when the script is pinned; null when it cannot be read. */
async function scriptIntegrity(): Promise<string | null> {
  try {
    const script = await readFile(path.join(process.cwd(), 'public/embed/v1/widget.js'));
    return `sha384-${createHash('sha384').update(script).digest('base64')}`;
  } catch {
    return null;
  }
}

export default async function WidgetsPage() {
  await requirePage('/widgets');
  return <Widgets integrity={await scriptIntegrity()} />;
}
