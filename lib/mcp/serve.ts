import type { Caller } from '#lib/auth/authorise.ts';
import { AppError } from '#lib/errors.ts';
import { readJsonBody } from '#lib/http/read-body.ts';
import { jsonReply } from '#lib/http/route.ts';
import { answerMessage } from './answer.ts';
import { faultOf, message, rpcCodes } from './json-rpc.ts';

/** One POST of the streamable HTTP transport: 202 for a notification, else the answer as JSON. */
export async function serveMcp(caller: Caller, request: Request, nowMs: number): Promise<Response> {
  let body: unknown;
  try {
    body = await readJsonBody(request);
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'invalid_input') throw error;
    return jsonReply(faultOf(null, rpcCodes.parse, 'The body is not JSON.'), 400);
  }
  // what answers a question of ours: we ask none
  if (typeof body === 'object' && body !== null && !('method' in body) && 'id' in body)
    return new Response(null, { status: 202 });
  const asked = message.safeParse(body);
  if (!asked.success) return jsonReply(faultOf(null, rpcCodes.request, 'Send one JSON-RPC 2.0 message.'), 400);
  const answer = await answerMessage(caller, asked.data, nowMs);
  return answer ? jsonReply(answer) : new Response(null, { status: 202 });
}
