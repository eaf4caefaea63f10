import { type Name, type RunBook, type Slot, slotOf } from '#lib/derive/run-book.ts';
import { type Alias, aliasKinds } from '#lib/domain/alias.ts';
import { birthOf } from '#lib/domain/births.ts';
import type { Evidence } from '#lib/domain/evidence.ts';

/** An item of evidence with the names that say whose it is. */
export interface NamedItem {
  item: Evidence;
  aliases: readonly Alias[];
  /** What the book knows of each alias, in their order; filled in by `loadNames`. */
  names: Name[];
  /** The producer span that this item, having a better name, claims for its run. */
  claim: Alias | null;
  claimed: Name | null;
}

export const isWeak = (alias: Alias): boolean =>
  alias.kind === aliasKinds.createdBy || alias.kind === aliasKinds.attempt;

/**
 * Where an item belongs under what the book knows now: one slot a name. A weak name stands for the least of the better names that claimed
 * it, and the birth is then decided by time. All names concerned must be in the book.
 */
export function slotsOf(book: RunBook, { item, aliases, names }: NamedItem): Slot[] {
  const slots: Slot[] = [];
  for (let i = 0; i < aliases.length; i++) {
    let name = names[i] as Name;
    const isClaimed = isWeak(aliases[i] as Alias) && name.claimedBy !== null;
    if (isClaimed) name = book.name(name.claimedBy as string);
    const slot = slotOf(name, bornAtOf(name, item, isClaimed));
    if (!slots.includes(slot)) slots.push(slot);
  }
  return slots;
}

function bornAtOf(name: Name, item: Evidence, isClaimed: boolean): number {
  if (name.kind !== aliasKinds.job) return 0;
  // A birth that a weakly named item states would be of another name.
  const asked =
    isClaimed && item.names.bornAt !== undefined ? { ...item, names: { ...item.names, bornAt: undefined } } : item;
  return birthOf(asked, name.births);
}
