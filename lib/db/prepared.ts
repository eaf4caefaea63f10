import { createHash } from 'node:crypto';
import type { QueryConfig } from 'pg';

const names = new Map<string, string>();

/**
 * A statement that Postgres plans once a connection and not at every call, for what screens ask all the time: over tables with a partition a
 * day planning takes longer than reading. Its text must say which conditions there are, as a plan may be used for any parameters; texts are
 * few, since each is kept for good.
 */
export function prepared(text: string, values: unknown[]): QueryConfig<unknown[]> {
  let name = names.get(text);
  if (name === undefined) {
    name = createHash('sha256').update(text).digest('base64url').slice(0, 22);
    names.set(text, name);
  }
  return { name, text, values };
}
