// The definition of which evidence belongs to one run, written as a function of the whole set (tests only): what the deriver must come to by
// increments, whatever the order.
import { type Alias, aliasesOf, aliasKinds, createdByClaimOf } from '#lib/domain/alias.ts';
import { birthOf } from '#lib/domain/births.ts';
import type { Evidence } from '#lib/domain/evidence.ts';
import { uniteEvidence } from '#lib/domain/unite-evidence.ts';

/** The sets of evidence, one a run, each united; in no particular order. */
export function runsOf(items: readonly Evidence[]): Evidence[][] {
  const births = new Map<string, Set<number>>();
  const claims = new Map<string, Map<string, Alias>>();
  for (const item of items) {
    const aliases = aliasesOf(item);
    const best = aliases[0] as Alias;
    for (const { kind, hash, bornAt } of aliases) {
      if (kind === aliasKinds.job && bornAt !== 0) births.set(hash, (births.get(hash) ?? new Set()).add(bornAt));
    }
    const claim = createdByClaimOf(item);
    if (claim) claims.set(claim.hash, (claims.get(claim.hash) ?? new Map()).set(best.hash, best));
  }
  const keysOf = (item: Evidence): string[] => aliasesOf(item).map((alias) => keyOf(item, alias));
  const keyOf = (item: Evidence, alias: Alias): string => {
    let name = alias;
    const claimants = [...(claims.get(name.hash)?.values() ?? [])].sort((a, b) => (a.hash < b.hash ? -1 : 1));
    name = claimants[0] ?? name;
    const known = [...(births.get(name.hash) ?? [])].sort((a, b) => a - b);
    return `${name.hash} ${name.kind === aliasKinds.job ? birthOf(item, known) : 0}`;
  };
  // Items that share a name are one run, directly or through others.
  const parent = new Map<string, string>();
  const rootOf = (key: string): string => {
    let at = key;
    for (let up = parent.get(at); up !== undefined; up = parent.get(at)) at = up;
    return at;
  };
  for (const item of items) {
    const [first = '', ...rest] = keysOf(item);
    for (const key of rest) if (rootOf(key) !== rootOf(first)) parent.set(rootOf(key), rootOf(first));
  }
  const groups = Map.groupBy(items, (item) => rootOf(keysOf(item)[0] as string));
  return [...groups.values()].map((group) => uniteEvidence([], group));
}
