// What spans from inside a workflow say of it: its WorkflowInfo lies among their attributes
// (https://typescript.temporal.io/api/interfaces/workflow.WorkflowInfo).
import type { SpanRow } from '#lib/ingest/span-row.ts';
import { textOf, wholeOf } from '../attribute.ts';

export interface WorkflowInfo {
  taskQueue: string | undefined;
  cronSchedule: string | undefined;
  parentRunId: string | undefined;
  /** The run before this one: continued as new, retried, or the cron's last. */
  continuedFrom: string | undefined;
  /** The first run of its chain, hence the one that was started by whoever started the workflow. */
  isFirst: boolean;
  /** Another run may follow a failure. */
  isRetried: boolean;
}

/** The SDK's own names, those of the SDKs in Go and Python, and those of WorkflowInfo. */
export const runIdOf = (span: SpanRow): string | undefined =>
  textOf(span.attributes, 'run_id', 'temporalRunID', 'runId');
export const workflowIdOf = (span: SpanRow): string | undefined =>
  textOf(span.attributes, 'temporalWorkflowId', 'temporalWorkflowID', 'workflowId');

export function workflowInfo({ attributes }: SpanRow): WorkflowInfo {
  const { parent, retryPolicy } = attributes;
  const continuedFrom = textOf(attributes, 'continuedFromExecutionRunId');
  const cronSchedule = textOf(attributes, 'cronSchedule');
  const attempt = wholeOf(attributes, 'attempt', 1) ?? 1;
  const policy = isRecord(retryPolicy) ? retryPolicy : {};
  const most = wholeOf(policy, 'maximumAttempts', 1);
  return {
    taskQueue: textOf(attributes, 'taskQueue'),
    cronSchedule,
    parentRunId: isRecord(parent) ? textOf(parent, 'runId') : undefined,
    continuedFrom,
    isFirst: continuedFrom === undefined && attempt === 1,
    isRetried: isRecord(retryPolicy) && (most === undefined || attempt < most),
  };
}

type Values = SpanRow['attributes'];
const isRecord = (value: Values[string] | undefined): value is Values =>
  value !== null && typeof value === 'object' && !Array.isArray(value);
