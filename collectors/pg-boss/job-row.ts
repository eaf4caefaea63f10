import type { Micros } from '#lib/domain/evidence.ts';

export type JobState = 'created' | 'retry' | 'active' | 'completed' | 'cancelled' | 'failed';

/** A row of pg-boss's `job` table. Moments in microseconds, by the database's clock. */
export interface JobRow {
  id: string;
  name: string;
  state: JobState;
  priority: number;
  data: unknown;
  output: unknown;
  retryLimit: number;
  retryCount: number;
  /** Seconds. */
  retryDelay: number;
  retryBackoff: boolean;
  startAfter: Micros;
  createdOn: Micros;
  startedOn: Micros | null;
  completedOn: Micros | null;
  keepUntil: Micros | null;
  singletonKey: string | null;
  sourceName: string | null;
  sourceId: string | null;
  traceContext: unknown;
  /** Jobs that it waits or waited for. */
  parents: { queue: string; jobId: string }[];
  isBlocked: boolean;
  /** 64 bits: the transaction that wrote this version of the row. */
  xid: number;
}
