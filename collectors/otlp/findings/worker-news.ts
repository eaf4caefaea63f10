// What workers say of themselves in log records (otel/semconv.ts): that they live, and which schedules they keep. Pure.
import type { ScheduleFact } from '#lib/collector.ts';
import type { WorkerBeat } from '#lib/db/worker/write-beats.ts';
import type { LogRow } from '#lib/ingest/span-row.ts';
import {
  ATTR_JOB_NAME,
  ATTR_JOB_QUEUE,
  ATTR_JOB_SCHEDULE_CRON,
  ATTR_JOB_SCHEDULE_ID,
  ATTR_JOB_SCHEDULE_TIME_ZONE,
  ATTR_JOB_SYSTEM,
  ATTR_JOB_WORKER_BUSY,
  ATTR_JOB_WORKER_CONCURRENCY,
  ATTR_JOB_WORKER_NAME,
  ATTR_JOB_WORKER_QUEUES,
  EVENT_JOB_SCHEDULE,
  EVENT_JOB_WORKER,
} from '#otel/semconv.ts';
import { textOf, wholeOf } from '../dialects/attribute.ts';

/** A schedule that lives in a worker's own memory, and who says so. */
export interface ToldSchedule {
  environment: string;
  source: string;
  system: string;
  fact: ScheduleFact;
}

export interface WorkerNews {
  beats: WorkerBeat[];
  schedules: ToldSchedule[];
}

/** A worker's queues beyond these are left out. */
const maxQueues = 200;

export function workerNews(logs: readonly LogRow[]): WorkerNews {
  const news: WorkerNews = { beats: [], schedules: [] };
  for (const log of logs) {
    const name = log.attributes['event.name'];
    if (name === EVENT_JOB_WORKER) news.beats.push(...beatOf(log));
    else if (name === EVENT_JOB_SCHEDULE) news.schedules.push(...scheduleOf(log));
  }
  return news;
}

function beatOf({ attributes, resource, at }: LogRow): WorkerBeat[] {
  const told = resource.attributes;
  const name = textOf(attributes, ATTR_JOB_WORKER_NAME) ?? textOf(told, 'service.instance.id', 'host.name');
  const system = textOf(attributes, ATTR_JOB_SYSTEM);
  const list = attributes[ATTR_JOB_WORKER_QUEUES];
  const queues = Array.isArray(list) ? list.filter((queue) => typeof queue === 'string') : [];
  if (name === undefined || system === undefined || queues.length === 0) return [];
  return [
    {
      environment: resource.environment,
      system,
      name,
      queues: queues.slice(0, maxQueues),
      concurrency: wholeOf(attributes, ATTR_JOB_WORKER_CONCURRENCY, 0) ?? null,
      busy: wholeOf(attributes, ATTR_JOB_WORKER_BUSY, 0) ?? null,
      version: textOf(told, 'service.version') ?? null,
      at,
    },
  ];
}

function scheduleOf({ attributes, resource }: LogRow): ToldSchedule[] {
  const name = textOf(attributes, ATTR_JOB_SCHEDULE_ID);
  const system = textOf(attributes, ATTR_JOB_SYSTEM);
  if (name === undefined || system === undefined) return [];
  const fact: ScheduleFact = {
    name,
    queue: textOf(attributes, ATTR_JOB_QUEUE) ?? name,
    job: textOf(attributes, ATTR_JOB_NAME) ?? null,
    expression: textOf(attributes, ATTR_JOB_SCHEDULE_CRON) ?? null,
    everyMs: null,
    timeZone: textOf(attributes, ATTR_JOB_SCHEDULE_TIME_ZONE) ?? null,
    nextDueAt: null,
  };
  return [{ environment: resource.environment, source: resource.service, system, fact }];
}
