// JSON-RPC 2.0 as the Model Context Protocol speaks it over HTTP (https://modelcontextprotocol.io/specification/2025-11-25).
import * as z from 'zod';

export const message = z.object({
  jsonrpc: z.literal('2.0'),
  /** Absent: a notification, which is not answered. */
  id: z.union([z.string().max(200), z.number()]).optional(),
  method: z.string().max(200),
  params: z.record(z.string(), z.unknown()).optional(),
});
export type Message = z.infer<typeof message>;
export type RpcId = string | number | null;

export const rpcCodes = {
  parse: -32_700,
  request: -32_600,
  method: -32_601,
  params: -32_602,
  internal: -32_603,
} as const;

export class RpcFault extends Error {
  readonly code: number;
  constructor(code: number, text: string) {
    super(text);
    this.name = 'RpcFault';
    this.code = code;
  }
}

export const resultOf = (id: RpcId, result: unknown) => ({ jsonrpc: '2.0' as const, id, result });
export const faultOf = (id: RpcId, code: number, text: string) => ({
  jsonrpc: '2.0' as const,
  id,
  error: { code, message: text },
});
