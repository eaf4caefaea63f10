// Attribute names that workers and Signalbox share. Those without a link are our own and documented here.

/** Our own opt-in attributes. On any span they win over what an instrumentation says of the same thing. */
export const ATTR_JOB_SYSTEM = 'job.system';
/** The backend's own id of the job. */
export const ATTR_JOB_ID = 'job.id';
/** The type of work: task or function. */
export const ATTR_JOB_NAME = 'job.name';
export const ATTR_JOB_QUEUE = 'job.queue';
/** 1-based number of this attempt. */
export const ATTR_JOB_ATTEMPT = 'job.attempt';
/** How many attempts the job is given in all. */
export const ATTR_JOB_MAX_ATTEMPTS = 'job.max_attempts';
/** One of `jobOutcomes`; absent on a consumer span = the span's status decides. */
export const ATTR_JOB_OUTCOME = 'job.outcome';
/** When the job was due: ISO 8601. */
export const ATTR_JOB_SCHEDULED_AT = 'job.scheduled_at';
/** The schedule that made the job. */
export const ATTR_JOB_SCHEDULE_ID = 'job.schedule.id';
/** Its cron expression, and the time zone in which that is meant. */
export const ATTR_JOB_SCHEDULE_CRON = 'job.schedule.cron';
export const ATTR_JOB_SCHEDULE_TIME_ZONE = 'job.schedule.time_zone';
/** `job.id` of the job that this one belongs to, in the same system, and in the same queue unless `job.parent.queue` names another. */
export const ATTR_JOB_PARENT_ID = 'job.parent.id';
export const ATTR_JOB_PARENT_QUEUE = 'job.parent.queue';
/** As the backend counts it. */
export const ATTR_JOB_PRIORITY = 'job.priority';
/** Same meaning as `correlation.id`, for spans written by hand. */
export const ATTR_JOB_CORRELATION_ID = 'job.correlation_id';

export const jobOutcomes = ['succeeded', 'failed', 'released'] as const;
/** How one attempt ended. `released` = given back without failing. */
export type JobOutcome = (typeof jobOutcomes)[number];

/** Ids of the jobs that a BullMQ `addBulk` span added, in the order of `bullmq.job.bulk.names`. */
export const ATTR_BULLMQ_BULK_IDS = 'bullmq.job.bulk.ids';

/** Name of a log record that tells of an attempt while it still runs; its time is the attempt's start, its span the attempt's. */
export const EVENT_JOB_STARTED = 'job.started';
/** Name of a log record by which a worker says that it lives. */
export const EVENT_JOB_WORKER = 'job.worker';
/** The queues that it works on: a list. */
export const ATTR_JOB_WORKER_QUEUES = 'job.worker.queues';
/** The worker's own name; absent = `service.instance.id` of the resource. */
export const ATTR_JOB_WORKER_NAME = 'job.worker.name';
/** How many jobs it would run at once; absent = not known. */
export const ATTR_JOB_WORKER_CONCURRENCY = 'job.worker.concurrency';
/** How many it runs now. */
export const ATTR_JOB_WORKER_BUSY = 'job.worker.busy';
/** Name of a log record that declares a schedule: `job.schedule.id`, `.cron`, `.time_zone`. */
export const EVENT_JOB_SCHEDULE = 'job.schedule';

/** Baggage key, and attribute on every span and log record made while it is set. */
export const CORRELATION_KEY = 'correlation.id';
/** Request headers that carry the caller's correlation ID, best first. */
export const CORRELATION_HEADERS = ['x-correlation-id', 'x-request-id'] as const;

// https://opentelemetry.io/docs/specs/semconv/messaging/messaging-spans/
export const ATTR_MESSAGING_SYSTEM = 'messaging.system';
export const ATTR_MESSAGING_OPERATION_NAME = 'messaging.operation.name';
export const ATTR_MESSAGING_OPERATION_TYPE = 'messaging.operation.type';
export const ATTR_MESSAGING_DESTINATION_NAME = 'messaging.destination.name';
export const ATTR_MESSAGING_MESSAGE_ID = 'messaging.message.id';
export const ATTR_MESSAGING_BATCH_MESSAGE_COUNT = 'messaging.batch.message_count';
// https://opentelemetry.io/docs/specs/semconv/registry/attributes/error/
export const ATTR_ERROR_TYPE = 'error.type';
// https://opentelemetry.io/docs/specs/semconv/resource/deployment-environment/
export const ATTR_DEPLOYMENT_ENVIRONMENT_NAME = 'deployment.environment.name';
