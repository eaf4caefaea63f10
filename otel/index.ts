// `signalbox/otel`: what workers import. Needs nothing else of Signalbox, and does nothing harmful without the preload.
export type { JobIdentity } from './attempt-span.ts';
export { type BullmqTelemetry, bullmqTelemetry } from './bullmq.ts';
export { correlationFromRequest, getCorrelation, withCorrelation } from './correlation.ts';
export { job } from './job.ts';
export { instrumentPgBoss } from './pg-boss.ts';
export { flushTelemetry } from './telemetry-handle.ts';
