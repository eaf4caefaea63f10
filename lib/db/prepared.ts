import { createHash } from 'node:crypto';
import type { QueryConfig } from 'pg';

const names = new Map<string, string>();

/**
 * A statement that Postgres plans once a connection and not at every call, for what screens ask all the time: over tables with a partition a
 * day planning takes longer than reading. Postgres keeps a plan when it seems no dearer than one made for the values at hand: so the text says
 * which conditions there are, and lists of any length are read as `unnest((select $1::uuid[]))`, which does not tell the planner how long
 * this one is. Texts are few, since each is kept for good. https://www.postgresql.org/docs/current/sql-prepare.html
 */
export function prepared(text: string, values: unknown[]): QueryConfig<unknown[]> {
  let name = names.get(text);
  if (name === undefined) {
    name = createHash('sha256').update(text).digest('base64url').slice(0, 22);
    names.set(text, name);
  }
  return { name, text, values };
}

/** A statement that is planned once a connection, or else for the values at hand each time. */
export const preparedIf = (isOnce: boolean, text: string, values: unknown[]): QueryConfig<unknown[]> =>
  isOnce ? prepared(text, values) : { text, values };
