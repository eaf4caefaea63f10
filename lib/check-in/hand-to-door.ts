// The web port's check-ins go through the door beside it, which has a spool for when Postgres is away.
import { AppError } from '#lib/errors.ts';
import type { TakenCheckIn } from './take-check-in.ts';

type Env = Record<string, string | undefined>;

const answerWithinMs = 15_000;
/** What of the request is more than its path and body. */
const passedOn = ['traceparent', 'x-correlation-id'];

/** The door as this machine reaches it: it is bound as the web port is, to SIGNALBOX_HOST. */
export function localDoor(env: Env): string {
  const host = env.SIGNALBOX_HOST || '127.0.0.1';
  const isAny = host === '0.0.0.0' || host === '::' || host === 'localhost';
  const name = isAny ? '127.0.0.1' : host.includes(':') && !host.startsWith('[') ? `[${host}]` : host;
  return `http://${name}:${env.SIGNALBOX_OTLP_HTTP_PORT || '4318'}`;
}

/**
 * What the door answers; null when it surely has not taken it: none is there, or it refuses. Throws AppError('unavailable') when it cannot take it
 * now, or may have taken it without saying so.
 */
export async function handToDoor(door: string, request: Request, output: string): Promise<TakenCheckIn | null> {
  const { pathname, search } = new URL(request.url); // below a path as well: Next takes that away
  const headers = passedOn.flatMap((name) => {
    const value = request.headers.get(name);
    return value === null ? [] : [[name, value] as [string, string]];
  });
  let answer: Response;
  try {
    answer = await fetch(`${door}${pathname}${search}`, {
      method: 'POST',
      headers,
      body: output,
      cache: 'no-store',
      redirect: 'manual',
      signal: AbortSignal.timeout(answerWithinMs),
    });
    if (answer.ok) return (await answer.json()) as TakenCheckIn;
  } catch (error) {
    if (isUnreached(error)) return null;
    throw new AppError('unavailable', 'The door did not answer; try again.', { cause: error, retryAfterSeconds: 5 });
  }
  if (answer.status < 500) return null;
  throw new AppError('unavailable', 'The check-in could not be stored; try again.', { retryAfterSeconds: 5 });
}

/** No byte of the request was sent. */
function isUnreached(error: unknown): boolean {
  const cause = (error as { cause?: { code?: string } }).cause;
  return ['ECONNREFUSED', 'ENOTFOUND', 'EHOSTUNREACH', 'ENETUNREACH', 'UND_ERR_CONNECT_TIMEOUT'].includes(
    cause?.code ?? '',
  );
}
