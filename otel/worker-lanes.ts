// What this process works on: one lane for each queue. Kept on a registered symbol, as the preload and `signalbox/otel` may be two module
// instances.

const lanesKey = Symbol.for('signalbox.otel.lanes');

export interface Lane {
  system: string;
  queue: string;
  /** The name under which the library tells of its worker; null = the process's own. */
  worker: string | null;
  /** How many jobs it would run at once; null = not known. */
  concurrency: number | null;
  busy: number;
  /** Somebody said that a worker listens here, so it is told of also while it has nothing to do. */
  isDeclared: boolean;
  /** When it last had work, ms. */
  lastAtMs: number;
}

type Holder = { [lanesKey]?: Map<string, Lane> };

/** Queues made up by the dozen (one for each user) are not told apart beyond this. */
const maxLanes = 200;
const forgetAfterMs = 600_000;

export function workerLanes(): Map<string, Lane> {
  const holder = globalThis as Holder;
  holder[lanesKey] ??= new Map();
  return holder[lanesKey];
}

/** The lane of a queue; null when there are too many. */
export function laneOf(system: string, queue: string): Lane | null {
  const lanes = workerLanes();
  const key = `${system}\0${queue}`;
  let lane = lanes.get(key);
  if (lane) return lane;
  if (lanes.size >= maxLanes) return null;
  lane = { system, queue, worker: null, concurrency: null, busy: 0, isDeclared: false, lastAtMs: 0 };
  lanes.set(key, lane);
  return lane;
}

/** Says that a worker listens on a queue. Several on one queue add up; where one does not say how many at once, nobody knows. */
export function declareLane(system: string, queue: string, concurrency: number | null): void {
  const lane = laneOf(system, queue);
  if (!lane) return;
  if (!lane.isDeclared) lane.concurrency = concurrency;
  else lane.concurrency = lane.concurrency === null || concurrency === null ? null : lane.concurrency + concurrency;
  lane.isDeclared = true;
}

export function forgetLane(system: string, queue: string): void {
  workerLanes().delete(`${system}\0${queue}`);
}

/** Lanes to tell of now. Those that nobody declared and that have been idle for ten minutes are forgotten. */
export function livingLanes(nowMs: number): Lane[] {
  const lanes = workerLanes();
  for (const [key, lane] of lanes) {
    if (!lane.isDeclared && lane.busy === 0 && nowMs - lane.lastAtMs > forgetAfterMs) lanes.delete(key);
  }
  return [...lanes.values()];
}
