// A resolved filter as a condition on `run`, with `queue_id` left to the caller. Parameters $1…$14 in this order.
import type { ResolvedFilter, UsRange } from '#lib/db/filter/resolve-filter.ts';

/**
 * Two lines add nothing but the words of the index `run_trouble`: only runs in trouble carry an error or a failed attempt.
 * Needs the row's columns in scope; `$1` queue ids are used by the statement itself.
 */
export const runCondition = `
  redirect_to is null
  and ($2::int4[] is null or job_id = any($2))
  and ($3::int2[] is null or state = any($3))
  and ($4::int4[] is null or worker_id = any($4))
  and ($5::int4[] is null or tenant_id = any($5))
  and ($6::int4[] is null or version_id = any($6))
  and ($7::int4[] is null or schedule_id = any($7))
  and ($8::int4[] is null or source_id = any($8))
  and ($9::bytea[] is null or error_fingerprint = any($9))
  and ($10::text[] is null or correlation_id = any($10))
  and ($11::int8range is null or duration_us <@ $11)
  and ($12::int8range is null or wait_us <@ $12)
  and ($13::text is null or error_message ilike $13 or error_type ilike $13)
  and ($13::text is null or state in (6, 9) or failed_attempts > 0)
  and ($14::int2 is null or failed_attempts >= $14)
  and ($14::int2 is null or state in (6, 9) or failed_attempts > 0)`;

const rangeOf = (range: UsRange | null): string | null => range && `[${range.least},${range.below ?? ''})`;

export function filterParameters(filter: ResolvedFilter): unknown[] {
  return [
    filter.queueIds,
    filter.jobIds,
    filter.states,
    filter.workerIds,
    filter.tenantIds,
    filter.versionIds,
    filter.scheduleIds,
    filter.sourceIds,
    filter.errorGroups,
    filter.correlationIds,
    rangeOf(filter.durationUs),
    rangeOf(filter.waitUs),
    filter.messagePattern,
    filter.minFailedAttempts,
  ];
}
