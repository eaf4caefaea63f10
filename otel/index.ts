// `signalbox/otel`: what workers import. Needs nothing else of Signalbox, and does nothing harmful without the preload.
export type { JobIdentity } from './attempt-span.ts';
export { type BullmqTelemetry, bullmqTelemetry } from './bullmq.ts';
export { type CheckIn, type CheckInPhase, checkIn } from './check-in.ts';
export { correlationFromRequest, getCorrelation, withCorrelation } from './correlation.ts';
export { instrumentGraphileWorker } from './graphile-worker.ts';
export { job } from './job.ts';
export { instrumentNodeCron } from './node-cron.ts';
export { instrumentPgBoss } from './pg-boss.ts';
export { listJob, sendToList } from './redis-list.ts';
export { type RequestHandler, withRequestCorrelation } from './request-correlation.ts';
export { flushTelemetry } from './telemetry-handle.ts';
export { type CronLock, type VercelCronOptions, withVercelCron } from './vercel-cron.ts';
