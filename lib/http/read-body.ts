import { AppError } from '#lib/errors.ts';

export const maxBodyBytes = 256 * 1024;
const asJson = { types: ['application/json'], maxBytes: maxBodyBytes } as const;

interface Taken {
  /** Media types, all of them JSON. */
  types: readonly string[];
  maxBytes: number;
}

/** A request's JSON body; throws `unsupported` for another type, `too_large` above 256 kB, `invalid_input` for bad JSON. */
export async function readJsonBody(request: Request, { types, maxBytes }: Taken = asJson): Promise<unknown> {
  const type = request.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase();
  if (!types.includes(type ?? '')) throw new AppError('unsupported', `Send the body as ${types.join(' or ')}.`);
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body ?? []) {
    size += chunk.byteLength;
    if (size > maxBytes) throw new AppError('too_large', `A body may have at most ${maxBytes} bytes.`);
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch (cause) {
    throw new AppError('invalid_input', 'The body is not JSON.', { cause, fields: { body: 'is not JSON' } });
  }
}
