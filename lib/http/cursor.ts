// Keyset cursors: opaque to callers, checked like any other input.
import * as z from 'zod';
import { AppError } from '#lib/errors.ts';

export function writeCursor(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

/** The value in a cursor made by `writeCursor`; null without one; `invalid_input` for anything else. */
export function readCursor<T>(schema: z.ZodType<T>, cursor: string | undefined): T | null {
  if (cursor === undefined) return null;
  try {
    return schema.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')));
  } catch (cause) {
    const fields = { cursor: 'is not one of ours: take it from nextCursor' };
    throw new AppError('invalid_input', 'Some values are not valid.', { cause, fields });
  }
}

/** For lists that are cut at a position of a stable order. */
export const offsetCursor = z.object({ after: z.string().max(600) });
