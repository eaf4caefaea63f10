// (signature first; implementation follows)
import type { EdgeTarget, Evidence, Micros } from '#lib/domain/evidence.ts';

/** Stored in `run_alias.kind`. */
export const aliasKinds = { job: 1, explicit: 2, slot: 3, createdBy: 4, attempt: 5 } as const;
export type AliasKind = (typeof aliasKinds)[keyof typeof aliasKinds];

/** A name under which evidence may arrive. */
export interface Alias {
  kind: AliasKind;
  /** 128 bits as 32 lower-case hex digits: usable as a Map key, `Buffer.from(hash, 'hex')` for the column. */
  hash: string;
  /** Only kind `job`: the birth that this item itself states (0 = it states none; then `births.ts` decides by time). */
  bornAt: Micros;
}

/** The names that identify the run of this item, best first. Never empty: without any name, the item's own id is one. */
export function aliasesOf(_item: Evidence): Alias[] {
  throw new Error('not implemented yet');
}

/** The created-by name that an item with a better name could claim for its run; weak, see EVIDENCE.md "A run has few names". */
export function createdByClaimOf(_item: Evidence): Alias | null {
  throw new Error('not implemented yet');
}

/** One row of `edge`, without the run. `kind` is the position in `edgeKinds`. `target` in hex. */
export interface StoredEdge {
  kind: number;
  target: string;
  at: Micros;
}

/** All edges one item states: its `edges`, plus created-by, attempt-span, trace and correlation that follow from its names and facts. */
export function edgesOf(_item: Evidence): StoredEdge[] {
  throw new Error('not implemented yet');
}

/** An edge's other end as the node stored in `edge.target`, in hex: 01 trace(16) · 02 span(16+8) · 03 job or run name(16) · 04 correlation(16). */
export function edgeNodeOf(_environment: string, _target: EdgeTarget): string {
  throw new Error('not implemented yet');
}
