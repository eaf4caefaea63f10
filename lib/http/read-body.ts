import { AppError } from '#lib/errors.ts';

export const maxBodyBytes = 256 * 1024;

/** A request's JSON body; throws `unsupported` for another type, `too_large` above 256 kB, `invalid_input` for bad JSON. */
export async function readJsonBody(request: Request): Promise<unknown> {
  const type = request.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/json') throw new AppError('unsupported', 'Send the body as application/json.');
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body ?? []) {
    size += chunk.byteLength;
    if (size > maxBodyBytes) throw new AppError('too_large', `A body may have at most ${maxBodyBytes} bytes.`);
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch (cause) {
    throw new AppError('invalid_input', 'The body is not JSON.', { cause, fields: { body: 'is not JSON' } });
  }
}
