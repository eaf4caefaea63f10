// The only way a run grows: union of sets of evidence by id. Commutative, associative and idempotent, caps included, because
// every choice is made by one total order of decoded values (EVIDENCE.md, "A run is a set of evidence").
import type { Evidence, EvidenceKind } from '#lib/domain/evidence.ts';
import { sortFew } from '#lib/domain/sort-few.ts';

const caps = { first: 32, latestAttempts: 224 };
const ofAttempts: ReadonlySet<EvidenceKind> = new Set([
  'started',
  'ended',
  'attempt',
  'released',
  'lost',
  'retry-planned',
  'queued',
]);
type CapClass = 'created' | 'outcomes' | 'facts' | 'attempts';

/**
 * Union of two sets of normalised evidence by id, in canonical order. Of two items with one id the lesser by canonical order
 * stays, `observedAt` compared last. Caps: the first 32 of creations, of outcomes and of facts, the latest 224 of attempts.
 * One exception to order: an id redelivered with another time, in a run that is at its caps.
 */
export function uniteEvidence(a: readonly Evidence[], b: readonly Evidence[]): Evidence[] {
  const all = a.length + b.length <= mostCompared ? uniteFew(a, b) : uniteMany(a, b);
  sortFew(all, compareEvidence);
  return all.length <= caps.first ? all : capped(all);
}

/** Of so few, comparing each with each costs less than a map. */
const mostCompared = 12;

function uniteFew(a: readonly Evidence[], b: readonly Evidence[]): Evidence[] {
  // Of the right length from the start: most have no id twice.
  const all = a.length === 0 ? b.slice() : a.concat(b);
  let kept = 0;
  for (const item of all) {
    let i = 0;
    while (i < kept && (all[i] as Evidence).id !== item.id) i++;
    if (i === kept) all[kept++] = item;
    else if (all[i] !== item && compareSameId(item, all[i] as Evidence) < 0) all[i] = item;
  }
  if (kept < all.length) all.length = kept;
  return all;
}

function uniteMany(a: readonly Evidence[], b: readonly Evidence[]): Evidence[] {
  const byId = new Map<string, Evidence>();
  for (const item of a) keepLesser(byId, item);
  for (const item of b) keepLesser(byId, item);
  return [...byId.values()];
}

function keepLesser(byId: Map<string, Evidence>, item: Evidence): void {
  const known = byId.get(item.id);
  if (known === undefined) byId.set(item.id, item);
  else if (known !== item && compareSameId(item, known) < 0) byId.set(item.id, item);
}

function classOf(kind: EvidenceKind): CapClass {
  if (ofAttempts.has(kind)) return 'attempts';
  if (kind === 'created' || kind === 'scheduled' || kind === 'blocked') return 'created';
  return kind === 'died' || kind === 'cancelled' || kind === 'discarded' || kind === 'vanished' ? 'outcomes' : 'facts';
}

function capped(all: readonly Evidence[]): Evidence[] {
  const left: Record<CapClass, number> = {
    created: caps.first,
    outcomes: caps.first,
    facts: caps.first,
    attempts: caps.latestAttempts,
  };
  const kept = new Set<Evidence>();
  for (const item of all) {
    const group = classOf(item.kind);
    if (group !== 'attempts' && left[group]-- > 0) kept.add(item);
  }
  for (let i = all.length - 1; i >= 0; i--) {
    const item = all[i] as Evidence;
    if (classOf(item.kind) === 'attempts' && left.attempts-- > 0) kept.add(item);
  }
  return all.filter((item) => kept.has(item));
}

/** The total order of a set: by time, then id (ids are unique within a set). */
export function compareEvidence(a: Evidence, b: Evidence): number {
  return a.at - b.at || compareText(a.id, b.id);
}

/** By code units: the same on every machine, whatever its locale. */
export const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function compareSameId(a: Evidence, b: Evidence): number {
  if (a.at !== b.at) return a.at - b.at;
  return (isAlike(a, b, 'observedAt') ? 0 : compareText(canonicalOf(a), canonicalOf(b))) || a.observedAt - b.observedAt;
}

/** Cheap, and true only of what has one canonical form, `but` aside: what is told twice is mostly told alike. */
function isAlike(a: unknown, b: unknown, but?: string): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const [left, right] = [a as Record<string, unknown>, b as Record<string, unknown>];
  for (const key in left) if (key !== but && !isAlike(left[key], right[key])) return false;
  for (const key in right) if (right[key] !== undefined && left[key] === undefined && key !== but) return false;
  return true;
}

/** All decoded values but `observedAt`, with keys in one order. */
function canonicalOf(item: Evidence): string {
  return canonical({ ...item, observedAt: 0 });
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? '';
  const entries = Object.entries(value).filter(([, part]) => part !== undefined);
  entries.sort(([a], [b]) => compareText(a, b));
  return `{${entries.map(([key, part]) => `${JSON.stringify(key)}:${canonical(part)}`).join(',')}}`;
}
