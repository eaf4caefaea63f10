// First step of a batch: what its items say about names as such (births of job names, claims on weak names), before any item is given to a
// run. Both only ever grow, so the order in which they are learnt does not matter.

import { knownSlot, type Name, type RunBook, type Slot, slotOf } from '#lib/derive/run-book.ts';
import { isWeak, type NamedItem } from '#lib/derive/slots-of.ts';
import { type Alias, aliasKinds } from '#lib/domain/alias.ts';
import { learnBirth } from '#lib/domain/births.ts';

/** What items said of names as such. */
export interface Learnt {
  /** Ids of runs whose evidence may now belong elsewhere. */
  affected: Set<string>;
  /** Names with slots that led to them: emptied, as nothing may come to be placed there again. */
  emptied: Set<Name>;
}

/** Learns births and claims from `items`. All names of the items, and the names that claimed those, must be in the book. */
export function learn(book: RunBook, items: readonly NamedItem[]): Learnt {
  const affected = new Set<string>();
  const emptied = new Set<Name>();
  const empty = (slot: Slot | undefined): void => {
    if (!slot || slot.runId === null) return;
    affected.add(book.resolve(slot.runId));
    emptied.add(slot.name);
    slot.runId = null;
  };
  for (const { aliases, names, claimed } of items) {
    const best = aliases[0];
    if (!best) continue;
    for (let i = 0; i < aliases.length; i++) {
      const alias = aliases[i] as Alias;
      if (alias.kind !== aliasKinds.job || alias.bornAt === 0) continue;
      const name = names[i] as Name;
      if (knownSlot(name, alias.bornAt)) continue;
      const learnt = learnBirth(alias.bornAt, name.births);
      empty(knownSlot(name, learnt.from));
      name.births = learnt.births;
      slotOf(name, alias.bornAt);
    }
    if (claimed && !isWeak(best)) learnClaim(book, claimed, best.hash, empty);
  }
  return { affected, emptied };
}

function learnClaim(book: RunBook, weak: Name, by: string, empty: (slot: Slot | undefined) => void): void {
  // Of several claimants the least stays, in whatever order they come: one producer span makes no run beside those of its jobs.
  if (weak.claimedBy !== null && weak.claimedBy <= by) return;
  // Evidence that had only the weak name, or went to a greater claimant, goes to this one.
  if (weak.claimedBy === null) empty(knownSlot(weak, 0));
  else for (const slot of book.name(weak.claimedBy).slots) empty(slot);
  weak.claimedBy = by;
}
