import type { Micros } from '#lib/domain/evidence.ts';

/** A job as Graphile Worker's table has it. Moments in microseconds, by the database's clock. */
export interface JobRow {
  id: string;
  task: string;
  createdAt: Micros;
  /** When it may be taken; moved by every failure. */
  runAt: Micros;
  /** Attempts begun. */
  attempts: number;
  maxAttempts: number;
  priority: number;
  lockedAt: Micros | null;
  lockedBy: string | null;
  lastError: string | null;
  payload: unknown;
  /** 64 bits: the transaction that wrote this version of the row. */
  xid: number;
}

/** One change of a job, as the outbox noted it. What a job was before is there for updates only. */
export interface JobChange extends Omit<JobRow, 'payload'> {
  seq: number;
  at: Micros;
  op: 'INSERT' | 'UPDATE' | 'DELETE';
  wasAttempts: number | null;
  wasLockedAt: Micros | null;
  wasLockedBy: string | null;
  wasRunAt: Micros | null;
  /** The keys of the payload that carry correlation, of a new job. */
  carrier: unknown;
}
