import { logs, SeverityNumber } from '@opentelemetry/api';
import { scopeName } from './attempt-span.ts';
import {
  ATTR_JOB_QUEUE,
  ATTR_JOB_SYSTEM,
  ATTR_JOB_WORKER_BUSY,
  ATTR_JOB_WORKER_CONCURRENCY,
  ATTR_JOB_WORKER_NAME,
  EVENT_JOB_WORKER,
} from './semconv.ts';
import { livingLanes } from './worker-lanes.ts';

/** Tells of every queue that this process works on: that it lives, how many jobs it runs and how many it would. */
export function beat(nowMs: number): void {
  const logger = logs.getLogger(scopeName);
  for (const { system, queue, worker, concurrency, busy } of livingLanes(nowMs)) {
    logger.emit({
      eventName: EVENT_JOB_WORKER,
      severityNumber: SeverityNumber.DEBUG,
      body: `worker on ${queue}`,
      timestamp: nowMs,
      attributes: {
        [ATTR_JOB_SYSTEM]: system,
        [ATTR_JOB_QUEUE]: queue,
        [ATTR_JOB_WORKER_BUSY]: busy,
        ...(concurrency === null ? {} : { [ATTR_JOB_WORKER_CONCURRENCY]: concurrency }),
        ...(worker === null ? {} : { [ATTR_JOB_WORKER_NAME]: worker }),
      },
    });
  }
}

/** The first beat comes soon, so that a fresh worker is seen at once. */
const firstBeatMs = 1_000;

/** Beats every `everyMs`; 0 = never. Holds no process open. */
export function startHeartbeats(everyMs: number): void {
  if (everyMs <= 0) return;
  setTimeout(() => beat(Date.now()), Math.min(firstBeatMs, everyMs)).unref();
  setInterval(() => beat(Date.now()), everyMs).unref();
}
