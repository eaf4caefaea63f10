// Reads a widget: on a server with the token in a header, so that nothing secret sits in a page, or in a browser by its address.

export type HealthState = 'ok' | 'degraded' | 'failing' | 'maintenance' | 'unknown';

/** As `/embed/v1/{token}.json` answers; a field that the widget does not tell is absent. */
export interface Health {
  status: HealthState;
  statusText: string;
  failureRate?: number | null;
  p95Ms?: number | null;
  throughputPerMin?: number | null;
  backlog?: number | null;
  oldestWaitingMs?: number | null;
  firing?: number | null;
  stepsDone?: number | null;
  stepsTotal?: number | null;
  updatedAt: string | null;
  staleAfter: string | null;
  url?: string;
  items: { name: string; label: string; status: HealthState }[];
}

export interface HealthSource {
  /** Address of the widget: `https://signalbox.example.com/embed/v1/TOKEN`, or with its id and a `token`. */
  src: string;
  /** Sent as a header, from servers only. */
  token?: string;
  signal?: AbortSignal;
}

/** What is told while nothing is known. */
export const unknownHealth: Health = {
  status: 'unknown',
  statusText: 'No fresh data',
  updatedAt: null,
  staleAfter: null,
  items: [],
};

/** Address of the widget's JSON. Throws TypeError for what is no http or https address. */
export function healthUrl(src: string): string {
  const url = new URL(src);
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    throw new TypeError(`${url.protocol} is not http or https`);
  if (!url.pathname.endsWith('.json')) url.pathname = `${url.pathname.replace(/(\/card)?\.svg$|\/$/, '')}.json`;
  return url.href;
}

/** Never throws for a widget that is away: it is unknown then. */
export async function getHealth({ src, token, signal }: HealthSource): Promise<Health> {
  const url = healthUrl(src);
  try {
    const response = await fetch(url, {
      ...(token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } }),
      ...(signal ? { signal } : {}),
      redirect: 'error',
    });
    return response.ok ? ((await response.json()) as Health) : unknownHealth;
  } catch {
    return unknownHealth;
  }
}
