// Every route in one order: authorise → parse → call → answer. A route file says what is special and nothing else.
import type * as z from 'zod';
import { leastFor, type Method } from '#lib/auth/access-table.ts';
import { authorise, type Caller } from '#lib/auth/authorise.ts';
import { publicUrl } from '#lib/auth/public-url.ts';
import { readQuery } from '#lib/contracts/filter.ts';
import { auditedFrom } from '#lib/db/audit/audited-from.ts';
import { AppError } from '#lib/errors.ts';
import { addressOf } from './address-of.ts';
import { errorReply } from './error-reply.ts';
import { readJsonBody } from './read-body.ts';
import { originFault } from './same-origin.ts';
import { apiHeaders } from './security-headers.ts';

interface Shape<Params, Query, Body> {
  /** Key in the access table, as Next's folders spell it. */
  path: string;
  method: Method;
  params?: z.ZodType<Params>;
  query?: z.ZodType<Query>;
  body?: z.ZodType<Body>;
  /** Browsers send it by themselves and need not say from where: only for what changes nothing. */
  isForBrowsers?: true;
}

export interface Call<Params, Query, Body> {
  request: Request;
  params: Params;
  query: Query;
  body: Body;
  /** Milliseconds since the epoch when the request came in. */
  nowMs: number;
}

/** What Next hands to a route handler. */
export interface RouteContext {
  params: Promise<Record<string, string | string[] | undefined>>;
}
export type Handler = (request: Request, context: RouteContext) => Promise<Response>;

/** JSON with the API's headers; `undefined` answers 204. */
export function jsonReply(value: unknown, status = 200, headers: Record<string, string> = {}): Response {
  if (value === undefined) return new Response(null, { status: 204, headers: { ...apiHeaders, ...headers } });
  return Response.json(value, { status, headers: { ...apiHeaders, ...headers } });
}

async function parse<Params = undefined, Query = undefined, Body = undefined>(
  shape: Shape<Params, Query, Body>,
  request: Request,
  context: RouteContext,
): Promise<Call<Params, Query, Body>> {
  const nowMs = Date.now();
  // what a shape leaves out is `undefined`, and its type parameter says so
  const params = shape.params ? shape.params.parse(await context.params) : (undefined as Params);
  const url = new URL(request.url);
  const query = shape.query ? shape.query.parse(readQuery(url.searchParams)) : (undefined as Query);
  const body = shape.body ? shape.body.parse(await readJsonBody(request)) : (undefined as Body);
  return { request, params, query, body, nowMs };
}

function refuseForeignOrigin(request: Request, method: Method): void {
  const fault = method === 'GET' ? null : originFault(request.headers, publicUrl());
  if (fault) throw new AppError('forbidden', fault);
}

/** What is written to the audit trail meanwhile says where the request came from. */
const from =
  (handle: Handler): Handler =>
  (request, context) =>
    auditedFrom.run(addressOf(request.headers), () => handle(request, context));

/** A handler for callers that the access table lets in; `handle` returns the JSON answer or a Response of its own. */
export function route<Params = undefined, Query = undefined, Body = undefined>(
  shape: Shape<Params, Query, Body>,
  handle: (caller: Caller, call: Call<Params, Query, Body>) => Promise<unknown>,
): Handler {
  return from(async (request, context) => {
    try {
      refuseForeignOrigin(request, shape.method);
      const caller = await authorise(request.headers, shape.path, shape.method);
      const answer = await handle(caller, await parse(shape, request, context));
      return answer instanceof Response ? answer : jsonReply(answer);
    } catch (error) {
      return errorReply(error, `${shape.method} ${shape.path}`);
    }
  });
}

/** A handler for everybody: only for what the access table lists as public. */
export function publicRoute<Params = undefined, Query = undefined, Body = undefined>(
  shape: Shape<Params, Query, Body>,
  handle: (call: Call<Params, Query, Body>) => Promise<unknown>,
): Handler {
  return from(async (request, context) => {
    try {
      if (leastFor(shape.path, shape.method) !== 'public') throw new AppError('forbidden', 'This is not public.');
      if (!shape.isForBrowsers) refuseForeignOrigin(request, shape.method);
      const answer = await handle(await parse(shape, request, context));
      return answer instanceof Response ? answer : jsonReply(answer);
    } catch (error) {
      return errorReply(error, `${shape.method} ${shape.path}`);
    }
  });
}
