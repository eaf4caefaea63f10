// How far pg-boss was read: the table by transactions, then the outbox where there is one. Pure.
import type { Cursor, Gap } from '#lib/collector.ts';
import type { Micros } from '#lib/domain/evidence.ts';
import type { OutboxCursor } from '#lib/watch/outbox-cursor.ts';
import type { Position } from './select-jobs.ts';

/** Version 1 of the cursor. */
export interface BossCursor extends Position {
  v: 1;
  /** Horizon to go on from when this round is through. */
  until: number | null;
  /** Schedule → its job that was told last. */
  fired: Record<string, string>;
  /** Where an outbox is installed and the table was read once: from then on only the outbox is. */
  outbox?: OutboxCursor | null;
}

/** Where to read on. Transaction numbers that went back mean another database, or one restored: all is read anew. */
export function placeOf(cursor: Cursor, horizon: number, now: Micros): { position: BossCursor; gaps: Gap[] } {
  const known = cursor as unknown as BossCursor | null;
  const start: BossCursor = { v: 1, horizon: null, after: null, until: null, fired: {} };
  if (known?.v !== 1) return { position: start, gaps: [] };
  const isReset = Math.max(known.horizon ?? 0, known.until ?? 0) > horizon;
  if (!isReset) return { position: known, gaps: [] };
  return { position: start, gaps: [{ queue: '', from: now, to: now, lost: null, cause: 'reset' }] };
}
