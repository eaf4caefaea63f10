import type { DeliveryView } from '#lib/contracts/alert.ts';
import type { Queryable } from '#lib/db/pool.ts';

/** A notice that belongs to no alert. */
export async function insertTestDelivery(
  db: Queryable,
  of: { id: string; channelId: string; body: object },
): Promise<void> {
  await db.query(
    `insert into alert_delivery (id, channel_id, type, body, due_at) values ($1, $2, 'alert.test', $3, now())`,
    [of.id, of.channelId, JSON.stringify(of.body)],
  );
}

export async function selectDelivery(db: Queryable, id: string): Promise<DeliveryView | null> {
  const { rows } = await db.query<
    Omit<DeliveryView, 'createdAt' | 'deliveredAt'> & { createdAt: Date; deliveredAt: Date | null }
  >(
    `select d.id, c.name as channel, d.type, d.state, d.tries, d.last_status as "lastStatus", d.last_error as "lastError",
            d.created_at as "createdAt", d.delivered_at as "deliveredAt"
       from alert_delivery d left join alert_channel c on c.id = d.channel_id where d.id = $1`,
    [id],
  );
  const row = rows[0];
  if (!row) return null;
  return { ...row, createdAt: row.createdAt.toISOString(), deliveredAt: row.deliveredAt?.toISOString() ?? null };
}
