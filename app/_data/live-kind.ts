// Which queries follow the live stream, and how often at most. The kind is what the stream calls its events.
export type LiveKind = 'run' | 'queue' | 'trust' | 'alert';

export interface LiveMeta extends Record<string, unknown> {
  live: LiveKind[];
  /** At most one fetch in this many ms. */
  everyMs: number;
  /** True of data that events will hardly change: a run that has ended. */
  isSettled?: (data: never) => boolean;
}

/** Lists of runs and single runs: they show single facts. */
export const liveRuns: LiveMeta = { live: ['run'], everyMs: 2_000 };
/** Figures and charts: one more run changes little. */
export const liveFigures: LiveMeta = { live: ['run', 'queue'], everyMs: 5_000 };
export const liveTrust: LiveMeta = { live: ['trust', 'queue'], everyMs: 10_000 };
/** Alerts change at their slots; the evaluator looks once a second. */
export const liveAlerts: LiveMeta = { live: ['run', 'queue', 'alert'], everyMs: 5_000 };
/** Counts that stand on every screen. */
export const liveAttention: LiveMeta = { live: ['run', 'queue', 'alert'], everyMs: 10_000 };
