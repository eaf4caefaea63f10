import { resolveWindow, type Window, type WindowQuery } from '#lib/contracts/window.ts';
import { AppError } from '#lib/errors.ts';

/** The window that a query asks for; throws `invalid_input` naming the faulty field. */
export function windowOf(query: WindowQuery, nowMs: number): Window {
  const window = resolveWindow(query, nowMs);
  if ('fields' in window) throw new AppError('invalid_input', 'Some values are not valid.', { fields: window.fields });
  return window;
}
