import type { ChannelKind } from '#lib/contracts/alert-channel.ts';
import type { Queryable } from '#lib/db/pool.ts';

export interface StoredChannel {
  id: string;
  name: string;
  kind: ChannelKind;
  /** Without secrets. */
  config: Record<string, unknown>;
  sendResolved: boolean;
  isDeclared: boolean;
  disabledReason: string | null;
  createdAt: Date;
}

/** Channels by name; `id` picks one. */
export async function selectChannels(db: Queryable, id: string | null = null): Promise<StoredChannel[]> {
  const { rows } = await db.query<StoredChannel>(
    `select id, name, kind, config, send_resolved as "sendResolved", is_declared as "isDeclared", disabled_reason as "disabledReason", created_at as "createdAt"
       from alert_channel where $1::uuid is null or id = $1 order by name limit 500`,
    [id],
  );
  return rows;
}
