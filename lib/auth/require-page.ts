// For pages: the same table and the same proof as routes; whoever may not is sent where they can change that.
import { headers } from 'next/headers';
import { notFound, redirect } from 'next/navigation';
import { webPool } from '#lib/db/web-pool.ts';
import { AppError } from '#lib/errors.ts';
import { authorise, type Caller } from './authorise.ts';
import { hereHeader } from './here-header.ts';
import { needsSetup } from './setup-code.ts';

/**
 * The caller of the page `path` (as in the access table: `/runs/[id]`). Redirects to `/setup` before the first admin
 * exists, to `/sign-in?next=…` without a session; answers 404 to too small a role. Where to come back to is told by proxy.ts; `here` stands in for it.
 */
export async function requirePage(path: string, here: string = path): Promise<Caller> {
  const sent = await headers();
  try {
    return await authorise(sent, path, 'GET');
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    if (error.code === 'forbidden') notFound();
    if (error.code !== 'unauthorized') throw error;
  }
  if (await needsSetup(webPool())) redirect('/setup');
  redirect(`/sign-in?next=${encodeURIComponent(sent.get(hereHeader) ?? here)}`);
}
