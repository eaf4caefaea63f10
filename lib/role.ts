// What a role of `collectors/main.ts` is started with. A role owns nothing it was given: the caller ends the pool.
import type { Pool } from '#lib/db/pool.ts';
import type { Settings } from '#lib/env.ts';
import type { Report } from '#lib/metrics/report.ts';

export interface RoleContext {
  settings: Settings;
  pool: Pool;
  /** Where the role tells of itself. */
  report?: Report;
}

/** A started role. `close` finishes what is under way, gives leases back, and never throws. */
export interface RunningRole {
  close(): Promise<void>;
}

export type StartRole = (context: RoleContext) => Promise<RunningRole>;
