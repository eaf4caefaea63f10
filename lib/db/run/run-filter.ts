// A resolved filter as a condition on `run`, with `queue_id` left to the caller. Parameters $1…$14.
import type { ResolvedFilter, UsRange } from '#lib/db/filter/resolve-filter.ts';
import { finalStates, runStates } from '#lib/domain/run.ts';

const rangeOf = (range: UsRange | null): string | null => range && `[${range.least},${range.below ?? ''})`;
const isFinalState = runStates.map((state) => finalStates.has(state));
const succeeded = runStates.indexOf('succeeded');

/** Adds nothing but the words of the indexes that have the runs in these states and few others: eventful ones, or open ones. */
function indexWords(states: readonly number[]): string {
  if (states.every((state) => isFinalState[state] && state !== succeeded)) return ' and eventful';
  return states.some((state) => isFinalState[state]) ? '' : ' and finished_at is null';
}

interface Field {
  type: string;
  /** Null = not filtered. */
  value: (filter: ResolvedFilter) => unknown;
  /** `it`: the parameter. */
  condition: (it: string, filter: ResolvedFilter) => string;
}

/** $2 … $14. */
const fields: readonly Field[] = [
  { type: 'int4[]', value: (filter) => filter.jobIds, condition: (it) => `job_id = any(${it})` },
  {
    type: 'int2[]',
    value: (filter) => filter.states,
    condition: (it, { states }) => `state = any(${it})${indexWords(states ?? [])}`,
  },
  { type: 'int4[]', value: (filter) => filter.workerIds, condition: (it) => `worker_id = any(${it})` },
  { type: 'int4[]', value: (filter) => filter.tenantIds, condition: (it) => `tenant_id = any(${it})` },
  { type: 'int4[]', value: (filter) => filter.versionIds, condition: (it) => `version_id = any(${it})` },
  { type: 'int4[]', value: (filter) => filter.scheduleIds, condition: (it) => `schedule_id = any(${it})` },
  { type: 'int4[]', value: (filter) => filter.sourceIds, condition: (it) => `source_id = any(${it})` },
  { type: 'bytea[]', value: (filter) => filter.errorGroups, condition: (it) => `error_fingerprint = any(${it})` },
  { type: 'text[]', value: (filter) => filter.correlationIds, condition: (it) => `correlation_id = any(${it})` },
  { type: 'int8range', value: (filter) => rangeOf(filter.durationUs), condition: (it) => `duration_us <@ ${it}` },
  { type: 'int8range', value: (filter) => rangeOf(filter.waitUs), condition: (it) => `wait_us <@ ${it}` },
  {
    type: 'text',
    value: (filter) => filter.messagePattern,
    condition: (it) => `(error_message ilike ${it} or error_type ilike ${it}) and eventful`,
  },
  {
    type: 'int2',
    value: (filter) => filter.minFailedAttempts,
    condition: (it) => `failed_attempts >= ${it} and eventful`,
  },
];

/** Needs the row's columns in scope. Says what this filter asks and no more, so that a plan for it fits all of its values. */
export function runCondition(filter: ResolvedFilter): string {
  const asked = fields.map(({ type, value, condition }, place) => {
    const it = `$${place + 2}::${type}`;
    return value(filter) === null ? `${it} is null` : condition(it, filter);
  });
  return ['redirect_to is null', ...asked].join(' and ');
}

/** $1 … $14; `$1`, the ids of lanes, is used by the statement itself. */
export const filterParameters = (filter: ResolvedFilter): unknown[] => [
  filter.queueIds,
  ...fields.map(({ value }) => value(filter)),
];

/** Whether it names something that nothing is called by: no run need be read to find none. */
export const isVain = (filter: ResolvedFilter): boolean =>
  fields.some(({ value }) => {
    const asked = value(filter);
    return Array.isArray(asked) && asked.length === 0;
  });

/** Whether statements with this filter are planned once: where it asks for at most one thing, as there are too many combinations to keep a plan for each. */
export const isPlannedOnce = (filter: ResolvedFilter): boolean =>
  fields.filter(({ value }) => value(filter) !== null).length <= 1;
