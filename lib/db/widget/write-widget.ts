import type { WidgetChange, WidgetInput } from '#lib/contracts/widget.ts';
import type { Queryable } from '#lib/db/pool.ts';

export async function insertWidget(
  db: Queryable,
  input: WidgetInput & { tokenHash: Buffer; createdBy: string },
): Promise<string> {
  const { rows } = await db.query<{ id: string }>(
    `insert into widget (name, scope, fields, frame_origins, is_on_status_page, expires_at, token_hash, created_by)
     values ($1, $2, $3, $4, $5, $6, $7, $8) returning id`,
    [
      input.name,
      JSON.stringify(input.scope),
      input.fields,
      input.frameOrigins,
      input.isOnStatusPage,
      input.expiresAt,
      input.tokenHash,
      input.createdBy,
    ],
  );
  return (rows[0] as { id: string }).id;
}

/** Sets what the change names; the rest stays. */
export async function updateWidget(db: Queryable, id: string, change: WidgetChange): Promise<void> {
  await db.query(
    `update widget set name = coalesce($2, name), fields = coalesce($3, fields), frame_origins = coalesce($4, frame_origins),
       is_on_status_page = coalesce($5, is_on_status_page), expires_at = case when $6 then $7::timestamptz else expires_at end
     where id = $1`,
    [
      id,
      change.name ?? null,
      change.fields ?? null,
      change.frameOrigins ?? null,
      change.isOnStatusPage ?? null,
      change.expiresAt !== undefined,
      change.expiresAt ?? null,
    ],
  );
}

export async function replaceWidgetToken(db: Queryable, id: string, tokenHash: Buffer): Promise<void> {
  await db.query('update widget set token_hash = $2 where id = $1', [id, tokenHash]);
}

/** Its token opens nothing from now on. */
export async function deleteWidget(db: Queryable, id: string): Promise<void> {
  await db.query('delete from widget where id = $1', [id]);
}
