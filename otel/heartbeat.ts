import { logs, ROOT_CONTEXT, SeverityNumber } from '@opentelemetry/api';
import { scopeName } from './attempt-span.ts';
import { declaredSchedules, tellOfSchedule } from './declared-schedules.ts';
import { concurrencyOf, livingWorkers } from './local-workers.ts';
import {
  ATTR_JOB_SYSTEM,
  ATTR_JOB_WORKER_BUSY,
  ATTR_JOB_WORKER_CONCURRENCY,
  ATTR_JOB_WORKER_NAME,
  ATTR_JOB_WORKER_QUEUES,
  EVENT_JOB_WORKER,
} from './semconv.ts';

/** Tells of every worker in this process: that it lives, its queues, how many jobs it runs and how many it would. */
export function beat(nowMs: number): void {
  const logger = logs.getLogger(scopeName);
  for (const worker of livingWorkers(nowMs)) {
    const concurrency = concurrencyOf(worker);
    logger.emit({
      eventName: EVENT_JOB_WORKER,
      severityNumber: SeverityNumber.DEBUG,
      body: `${worker.system} worker`,
      timestamp: nowMs,
      // Of the process, not of the operation it may have been started in.
      context: ROOT_CONTEXT,
      attributes: {
        [ATTR_JOB_SYSTEM]: worker.system,
        [ATTR_JOB_WORKER_QUEUES]: [...worker.queues],
        [ATTR_JOB_WORKER_BUSY]: worker.busy,
        ...(concurrency === null ? {} : { [ATTR_JOB_WORKER_CONCURRENCY]: concurrency }),
        ...(worker.name === null ? {} : { [ATTR_JOB_WORKER_NAME]: worker.name }),
      },
    });
  }
}

/** The first beat comes soon, so that a fresh worker is seen at once. */
const firstBeatMs = 1_000;
/** Schedules were told of when they were made; every so many beats they are told of again. */
const beatsBetweenSchedules = 20;

/** Beats every `everyMs`; 0 = never. Holds no process open. */
export function startHeartbeats(everyMs: number): void {
  if (everyMs <= 0) return;
  let beats = 0;
  const tell = () => {
    beat(Date.now());
    if (++beats % beatsBetweenSchedules === 0)
      for (const schedule of declaredSchedules().values()) tellOfSchedule(schedule);
  };
  if (everyMs > firstBeatMs) setTimeout(() => beat(Date.now()), firstBeatMs).unref();
  setInterval(tell, everyMs).unref();
}
