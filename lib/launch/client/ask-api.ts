// The commands that ask a running Signalbox do so over its API, with a token like anybody else's.
import { AppError } from '#lib/errors.ts';

export interface Server {
  /** Base URL without a trailing slash. */
  url: string;
  token: string;
}

/** Where to ask and as whom, from the environment. Throws AppError('invalid_input') without a token. */
export function serverOf(env: Record<string, string | undefined>): Server {
  const token = env.SIGNALBOX_TOKEN || env.SIGNALBOX_BOOTSTRAP_TOKEN;
  if (!token)
    throw new AppError('invalid_input', 'Set SIGNALBOX_TOKEN to an API token (Settings, Keys: scope read is enough).');
  const url = (env.SIGNALBOX_URL || `http://localhost:${env.PORT || 3000}`).replace(/\/+$/, '');
  return { url, token };
}

/** `path` with its query, below the base URL. Throws AppError with the server's own sentence when it refuses. */
export async function ask(server: Server, path: string, init: RequestInit = {}): Promise<Response> {
  const headers = new Headers(init.headers);
  headers.set('authorization', `Bearer ${server.token}`);
  let response: Response;
  try {
    response = await fetch(server.url + path, { ...init, headers, redirect: 'error' });
  } catch (cause) {
    if (init.signal?.aborted) throw cause;
    throw new AppError('unavailable', `${server.url} does not answer. Is it running, and is SIGNALBOX_URL right?`, {
      cause,
    });
  }
  if (response.ok) return response;
  const told = (await response.json().catch(() => null)) as {
    error?: { message?: string; fields?: Record<string, string> };
  };
  const message = told?.error?.message ?? `${server.url} answered ${response.status}.`;
  throw new AppError('invalid_input', message, { fields: told?.error?.fields });
}
