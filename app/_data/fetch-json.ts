// The one way by which browser code asks the API.
import type { ErrorBody } from '#lib/contracts/error-body.ts';
import { atBase, withoutBase } from './base-path.ts';
import { type Query, withQuery } from './query-string.ts';

/** An answer that is not a success, or none at all (`status` 0). `message` is a sentence for people. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly fields: Record<string, string>;
  readonly reference: string | undefined;

  constructor(status: number, code: string, message: string, fields: Record<string, string> = {}, reference?: string) {
    super(message);
    this.name = 'ApiError';
    this.status = status;
    this.code = code;
    this.fields = fields;
    this.reference = reference;
  }
}

async function failureOf(response: Response): Promise<ApiError> {
  const body = (await response.json().catch(() => null)) as ErrorBody | null;
  if (!body?.error) {
    return new ApiError(response.status, 'internal', `The server answered ${response.status} without a reason.`);
  }
  const { code, message, fields, reference } = body.error;
  return new ApiError(response.status, code, message, fields, reference);
}

interface Call {
  query?: Query;
  signal?: AbortSignal;
  method?: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  body?: unknown;
}

/** Calls `/api/v1{path}`. Throws `ApiError`; a session that has ended leads to the sign-in page and back. */
export async function fetchJson<Answer>(path: string, call: Call = {}): Promise<Answer> {
  const { query = {}, signal, method = 'GET', body } = call;
  let response: Response;
  try {
    response = await fetch(withQuery(atBase(`/api/v1${path}`), query), {
      method,
      signal,
      headers: body === undefined ? {} : { 'content-type': 'application/json' },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause;
    throw new ApiError(0, 'unreachable', 'The Signalbox server does not answer.');
  }
  const here = withoutBase(location.pathname);
  if (response.status === 401 && !['/sign-in', '/setup'].includes(here)) {
    location.assign(withQuery(atBase('/sign-in'), { next: here + location.search }));
  }
  if (!response.ok) throw await failureOf(response);
  return (response.status === 204 ? undefined : await response.json()) as Answer;
}
