// Faceted counts from runs that were grouped by all of their facets at once. Pure.
import { type Facet, type FacetName, facetNames } from '#lib/contracts/facet.ts';

/** Runs that agree in every facet; null = the run has no such value. */
export type FacetGroup = Record<FacetName, string | null> & { n: number };
export type Chosen = Partial<Record<FacetName, readonly string[]>>;

/** Values of one facet beyond these, the least frequent ones, are left out. */
const mostValues = 50;

const fits = (group: FacetGroup, name: FacetName, chosen: Chosen): boolean => {
  const values = chosen[name];
  const value = group[name];
  return !values || values.length === 0 || (value !== null && values.includes(value));
};

export function facetsOf(groups: readonly FacetGroup[], chosen: Chosen): { facets: Facet[]; total: number } {
  const counts = new Map<FacetName, Map<string, number>>();
  for (const name of facetNames) counts.set(name, new Map((chosen[name] ?? []).map((value) => [value, 0])));
  let total = 0;
  for (const group of groups) {
    const missed = facetNames.filter((name) => !fits(group, name, chosen));
    if (missed.length === 0) total += group.n;
    // it counts for a facet when nothing but that facet's own choice keeps it out
    for (const name of missed.length === 0 ? facetNames : missed.length === 1 ? missed : []) {
      const value = group[name];
      const of = counts.get(name);
      if (value !== null) of?.set(value, (of.get(value) ?? 0) + group.n);
    }
  }
  const facets = facetNames.map((name) => {
    const all = [...(counts.get(name) ?? [])].map(([value, count]) => ({ value, count }));
    all.sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1));
    const kept = all.filter(({ value }, index) => index < mostValues || chosen[name]?.includes(value));
    return { name, values: kept };
  });
  return { facets, total };
}
