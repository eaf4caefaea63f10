import { type Name, type RunBook, type Slot, slotOf } from '#lib/derive/run-book.ts';
import { type Alias, aliasKinds } from '#lib/domain/alias.ts';
import { birthOf } from '#lib/domain/births.ts';
import type { Evidence } from '#lib/domain/evidence.ts';

/** An item of evidence with the names that say whose it is. */
export interface NamedItem {
  item: Evidence;
  aliases: readonly Alias[];
  /** What the book knows of each alias, in their order; filled in by `loadNames`. */
  names: readonly Name[];
  /** The producer span that this item, having a better name, claims for its run. */
  claim: Alias | null;
  claimed: Name | null;
  /** Where it goes; filled in once the names are known. */
  slots: readonly Slot[];
}

export const isWeak = (alias: Alias): boolean =>
  alias.kind === aliasKinds.createdBy || alias.kind === aliasKinds.attempt;

/**
 * Where an item belongs under what the book knows now: one slot a name. A weak name stands for the least of the better names that claimed
 * it, and the birth is then decided by time. All names concerned must be in the book.
 */
export function slotsOf(book: RunBook, named: NamedItem): Slot[] {
  // Nearly every item has one name.
  if (named.aliases.length === 1) return [slotAt(book, named, 0)];
  const slots: Slot[] = [];
  for (let i = 0; i < named.aliases.length; i++) {
    const slot = slotAt(book, named, i);
    if (!slots.includes(slot)) slots.push(slot);
  }
  return slots;
}

function slotAt(book: RunBook, { item, aliases, names }: NamedItem, place: number): Slot {
  const name = names[place] as Name;
  const isClaimed = isWeak(aliases[place] as Alias) && name.claimedBy !== null;
  const meant = isClaimed ? book.name(name.claimedBy as string) : name;
  return slotOf(meant, bornAtOf(meant, item, isClaimed));
}

function bornAtOf(name: Name, item: Evidence, isClaimed: boolean): number {
  if (name.kind !== aliasKinds.job) return 0;
  // A birth that a weakly named item states would be of another name.
  const asked =
    isClaimed && item.names.bornAt !== undefined ? { ...item, names: { ...item.names, bornAt: undefined } } : item;
  return birthOf(asked, name.births);
}
