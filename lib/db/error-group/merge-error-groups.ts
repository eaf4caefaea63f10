import type { Queryable } from '#lib/db/pool.ts';

export interface ErrorSeen {
  fingerprint: string;
  type: string | null;
  message: string;
  /** Microseconds. */
  firstAt: number;
  lastAt: number;
}

/** Makes error groups that are new and widens the time of those that are known. Sorted, so that two derivers cannot block each other. */
export async function mergeErrorGroups(db: Queryable, seen: readonly ErrorSeen[]): Promise<void> {
  if (seen.length === 0) return;
  const sorted = [...seen].sort((a, b) => (a.fingerprint < b.fingerprint ? -1 : 1));
  await db.query(
    `insert into error_group as g (fingerprint, type, message, first_seen_at, last_seen_at)
     select decode(f, 'hex'), t, m, to_timestamp(a / 1e6), to_timestamp(b / 1e6)
       from unnest($1::text[], $2::text[], $3::text[], $4::float8[], $5::float8[]) as w(f, t, m, a, b)
     on conflict (fingerprint) do update
        set first_seen_at = least(g.first_seen_at, excluded.first_seen_at), last_seen_at = greatest(g.last_seen_at, excluded.last_seen_at)
      where excluded.first_seen_at < g.first_seen_at or excluded.last_seen_at > g.last_seen_at`,
    [
      sorted.map((s) => s.fingerprint),
      sorted.map((s) => s.type?.replaceAll('\0', '\ufffd') ?? null),
      sorted.map((s) => s.message.replaceAll('\0', '\ufffd')),
      sorted.map((s) => s.firstAt),
      sorted.map((s) => s.lastAt),
    ],
  );
}
