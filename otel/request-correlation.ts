import { randomUUID } from 'node:crypto';
import { correlationFromRequest, getCorrelation, isHeaderText, withCorrelation } from './correlation.ts';
import { CORRELATION_HEADERS } from './semconv.ts';

/** A route handler of Next.js, or of anything else that speaks `Request` and `Response`. */
export type RequestHandler<Rest extends unknown[]> = (request: Request, ...rest: Rest) => Response | Promise<Response>;

/**
 * Runs a route handler with the request's correlation ID: that of the caller (`x-correlation-id`, else `x-request-id`, else what came as baggage),
 * else a new one. Every job that the handler enqueues carries it, and the answer tells it in `x-correlation-id`.
 *
 * ```ts
 * export const POST = withRequestCorrelation(async (request) => {
 *   await queue.add('send-receipt', await request.json());
 *   return new Response(null, { status: 202 });
 * });
 * ```
 */
export function withRequestCorrelation<Rest extends unknown[]>(
  handler: RequestHandler<Rest>,
): (request: Request, ...rest: Rest) => Promise<Response> {
  return (request, ...rest) => {
    const id = correlationFromRequest(request) ?? getCorrelation() ?? randomUUID();
    return withCorrelation(id, async () => withHeader(await handler(request, ...rest), id));
  };
}

/** The answer with the ID, unless it tells one already. Headers of a redirect or of a fetched answer cannot be changed: those are copied. */
function withHeader(response: Response, id: string): Response {
  const [name] = CORRELATION_HEADERS;
  if (response.headers.has(name)) return response;
  const value = isHeaderText(id) ? id : encodeURIComponent(id);
  try {
    response.headers.set(name, value);
    return response;
  } catch {
    const copy = new Response(response.body, response);
    copy.headers.set(name, value);
    return copy;
  }
}
