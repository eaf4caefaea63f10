import type { AliasRow } from '#lib/db/alias/select-aliases.ts';
import { writeAliases } from '#lib/db/alias/write-aliases.ts';
import { dayOf } from '#lib/db/partition/day.ts';
import type { Client } from '#lib/db/pool.ts';
import type { Plan } from '#lib/derive/plan-batch.ts';
import { slotOf } from '#lib/derive/run-book.ts';

/** Writes the names that are new, changed, or were last touched on an earlier day (which keeps them alive). */
export async function writeNames(client: Client, { names, slots }: Plan, nowUs: number): Promise<void> {
  const today = dayOf(nowUs);
  const rows: AliasRow[] = [];
  const replaced: { alias: string; bornAt: number }[] = [];
  for (const name of names) {
    // A weak name's own row says who claimed it, whether or not it leads to a run.
    if (name.claimedBy !== null) slotOf(name, 0);
    for (const slot of name.slots) {
      const isStored = slot.storedDay >= 0;
      const isWorthy = slot.runId !== null || slot.bornAt !== 0 || name.claimedBy !== null;
      const isChanged = slot.runId !== slot.storedRunId || name.claimedBy !== name.storedClaimedBy;
      if (isStored && isChanged) replaced.push({ alias: name.hash, bornAt: slot.bornAt });
      const isTouched = slots.has(slot) || name.claimedBy !== null;
      if (isWorthy && (!isStored || isChanged || (isTouched && slot.storedDay < today))) {
        rows.push({
          alias: name.hash,
          bornAt: slot.bornAt,
          day: today,
          runId: slot.runId,
          kind: name.kind,
          claimedBy: name.claimedBy,
        });
        slot.storedDay = today;
        slot.storedRunId = slot.runId;
      } else if (isStored && isChanged) {
        slot.storedDay = -1;
        slot.storedRunId = null;
      }
    }
    name.storedClaimedBy = name.claimedBy;
  }
  await writeAliases(client, rows, replaced);
}
