// Schedules that live in this process alone, so that Signalbox knows of them before (and if) they run.
import { logs, ROOT_CONTEXT, SeverityNumber } from '@opentelemetry/api';
import { scopeName } from './attempt-span.ts';
import {
  ATTR_JOB_NAME,
  ATTR_JOB_QUEUE,
  ATTR_JOB_SCHEDULE_CRON,
  ATTR_JOB_SCHEDULE_ID,
  ATTR_JOB_SCHEDULE_TIME_ZONE,
  ATTR_JOB_SYSTEM,
  EVENT_JOB_SCHEDULE,
} from './semconv.ts';

const declaredKey = Symbol.for('signalbox.otel.schedules');

export interface DeclaredSchedule {
  system: string;
  name: string;
  queue: string;
  cron: string;
  /** IANA name. */
  timeZone: string;
}

type Holder = { [declaredKey]?: Map<string, DeclaredSchedule> };

export function declaredSchedules(): Map<string, DeclaredSchedule> {
  const holder = globalThis as Holder;
  holder[declaredKey] ??= new Map();
  return holder[declaredKey];
}

/** Tells of one schedule now, and again with every so many heartbeats: what is said while Signalbox is away is lost. */
export function declareSchedule(schedule: DeclaredSchedule): void {
  declaredSchedules().set(`${schedule.system}\0${schedule.name}`, schedule);
  tellOfSchedule(schedule);
}

export function forgetSchedule(schedule: DeclaredSchedule): void {
  declaredSchedules().delete(`${schedule.system}\0${schedule.name}`);
}

export function tellOfSchedule({ system, name, queue, cron, timeZone }: DeclaredSchedule): void {
  logs.getLogger(scopeName).emit({
    eventName: EVENT_JOB_SCHEDULE,
    severityNumber: SeverityNumber.DEBUG,
    body: `schedule ${name}`,
    timestamp: Date.now(),
    context: ROOT_CONTEXT,
    attributes: {
      [ATTR_JOB_SYSTEM]: system,
      [ATTR_JOB_SCHEDULE_ID]: name,
      [ATTR_JOB_NAME]: name,
      [ATTR_JOB_QUEUE]: queue,
      [ATTR_JOB_SCHEDULE_CRON]: cron,
      [ATTR_JOB_SCHEDULE_TIME_ZONE]: timeZone,
    },
  });
}
