import type { AliasRow } from '#lib/db/alias/select-aliases.ts';
import { CopyRows, copyInto } from '#lib/db/copy-binary.ts';
import type { Client } from '#lib/db/pool.ts';

/** Appends rows; `replaced` names and births lose the rows they had on any day first. */
export async function writeAliases(
  client: Client,
  rows: readonly AliasRow[],
  replaced: readonly { alias: string; bornAt: number }[],
): Promise<void> {
  if (replaced.length > 0) {
    await client.query(
      `delete from run_alias a using unnest($1::uuid[], $2::int8[]) as w(alias, born_at)
        where a.alias = w.alias and a.born_at = w.born_at`,
      [replaced.map((r) => r.alias), replaced.map((r) => r.bornAt)],
    );
  }
  const copy = new CopyRows(rows.length * 96);
  for (const row of rows) {
    copy.row(6);
    copy.uuid(row.alias);
    copy.date(row.day);
    copy.int8(row.bornAt);
    copy.uuid(row.runId);
    copy.int2(row.kind);
    copy.uuid(row.claimedBy);
  }
  await copyInto(client, 'run_alias (alias, day, born_at, run_id, kind, claimed_by)', copy);
}

/** Points the names of merged runs at the runs that took them over. */
export async function repointAliases(
  client: Client,
  moves: readonly { alias: string; from: string; to: string }[],
): Promise<void> {
  if (moves.length === 0) return;
  await client.query(
    `update run_alias a set run_id = w.kept from unnest($1::uuid[], $2::uuid[], $3::uuid[]) as w(alias, lost, kept)
      where a.alias = w.alias and a.run_id = w.lost`,
    [moves.map((m) => m.alias), moves.map((m) => m.from), moves.map((m) => m.to)],
  );
}
