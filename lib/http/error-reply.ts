// Every fault as the contract's error body. What we do not know is hidden behind a reference and told to the log only.
import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import type { ErrorBody } from '#lib/contracts/error-body.ts';
import { AppError, httpStatusOf } from '#lib/errors.ts';
import { log } from '#lib/log.ts';
import { apiHeaders } from './security-headers.ts';

/** SQLSTATEs and socket codes that mean: the database is away or too slow just now. */
const passing = /^(57014|57P0[123]|53\d{3}|08\d{3}|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EPIPE|ENOTFOUND)$/;

/** SQLSTATEs of text that Postgres cannot hold: U+0000, or no valid UTF-8. Nothing stored can be meant by it. */
const unstorable = /^(22021|22P05)$/;

/** Path → sentence, for an answer's `fields`. */
export function fieldsOf(error: z.ZodError): Record<string, string> {
  const fields: Record<string, string> = {};
  for (const issue of error.issues) {
    const name = issue.code === 'unrecognized_keys' ? issue.keys.join(', ') : issue.path.join('.');
    fields[name || 'body'] ??= issue.message;
  }
  return fields;
}

function known(error: unknown): AppError | null {
  if (error instanceof AppError) return error;
  if (error instanceof z.ZodError)
    return new AppError('invalid_input', 'Some values are not valid.', { fields: fieldsOf(error) });
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (unstorable.test(code))
    return new AppError('invalid_input', 'Text must not hold U+0000 or broken characters.', { cause: error });
  const isTimeout =
    error instanceof Error && /timeout exceeded when trying to connect|Connection terminated/.test(error.message);
  if (!passing.test(code) && !isTimeout) return null;
  return new AppError('unavailable', 'The database does not answer in time; try again.', {
    cause: error,
    retryAfterSeconds: 5,
  });
}

/** The answer to a thrown `error`; `where` names the route in the log. */
export function errorReply(error: unknown, where: string): Response {
  const told = known(error);
  const body: ErrorBody = { error: { code: 'internal', message: 'Something failed on our side.' } };
  const headers: Record<string, string> = { ...apiHeaders };
  if (told && told.code !== 'internal') {
    body.error = { code: told.code, message: told.message, ...(told.fields ? { fields: told.fields } : {}) };
    if (told.retryAfterSeconds) headers['retry-after'] = String(told.retryAfterSeconds);
    if (told.code === 'unauthorized') headers['www-authenticate'] = 'Bearer realm="signalbox"';
    if (told.code === 'unavailable') log.warn({ where, err: told.cause }, 'unavailable');
  } else {
    body.error.reference = randomUUID();
    log.error({ where, reference: body.error.reference, err: error }, 'request failed');
  }
  return Response.json(body, { status: httpStatusOf[body.error.code], headers });
}
