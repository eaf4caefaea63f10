// What the database says of all runs, in a form that does not depend on ids, order of arrival or number of writes (tests only).
import type { Pool, Queryable } from '#lib/db/pool.ts';
import { contributionFrom, type RollupRow, selectedColumns } from '#lib/db/rollup/compact-rollups.ts';
import { selectStoredRuns } from '#lib/db/run/select-stored-runs.ts';
import { type EvidenceRow, evidenceColumns, evidenceJoins, evidenceOf } from '#lib/db/run/stored-evidence.ts';
import { eachEdge, edgeNodeOf, isOwnEdge, type StoredEdge } from '#lib/domain/alias.ts';
import { addContribution, addRow, type Contribution, type Deltas, isNothing } from '#lib/domain/contribution.ts';
import { runStates } from '#lib/domain/run.ts';
import { addWidened } from '#lib/domain/widen-rollup.ts';

interface RunRow extends EvidenceRow {
  id: string;
}

/** Every live run with its columns in words, evidence, attempts, edges and names; sorted. */
export async function snapshotRuns(pool: Pool): Promise<unknown[]> {
  const runs = await pool.query<RunRow>(
    `select r.id, r.state, r.attempts, r.max_attempts, r.failed_attempts, r.enqueued_at, r.due_at, r.started_at, r.finished_at, r.ordered_at,
            r.wait_us, r.duration_us, r.total_us, r.correlation_rank, encode(r.error_fingerprint, 'hex') as error_fingerprint, r.fidelity,
            ${evidenceColumns}
       from run r ${evidenceJoins} where r.redirect_to is null`,
  );
  const attempts = await rowsByRun(
    pool,
    `select run_id, number, state, will_retry, started_at, finished_at, duration_us, error_message, encode(span_id, 'hex') as span_id from attempt order by run_id, number`,
  );
  const edges = await rowsByRun(
    pool,
    `select run_id, kind, encode(target, 'hex') as target from edge order by run_id, kind, target`,
  );
  return runs.rows
    .map(({ id, ...row }) => ({
      evidence: evidenceOf(row),
      columns: { ...row, evidence: null },
      attempts: attempts.get(id) ?? [],
      edges: edges.get(id) ?? [],
    }))
    .sort((a, b) => compare(JSON.stringify(a), JSON.stringify(b)));
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

async function rowsByRun(pool: Pool, sql: string): Promise<Map<string, unknown[]>> {
  const found = await pool.query<{ run_id: string }>(sql);
  const map = new Map<string, unknown[]>();
  for (const { run_id, ...row } of found.rows) map.set(run_id, [...(map.get(run_id) ?? []), row]);
  return map;
}

/** Runs whose stored edges are not those that their evidence states and their own columns do not say. */
export async function edgeFaults(pool: Pool): Promise<string[]> {
  const ids = await pool.query<{ id: string }>('select id from run where redirect_to is null');
  const stored = await rowsByRun(pool, `select run_id, kind, encode(target, 'hex') as target from edge`);
  const faults: string[] = [];
  for (const { id, own, evidence } of await selectStoredRuns(
    pool,
    ids.rows.map((r) => r.id),
  )) {
    const wanted = new Set<string>();
    for (const item of evidence) {
      eachEdge(item, (kind, to) => {
        if (!isOwnEdge(kind, to, own)) wanted.add(`${kind} ${edgeNodeOf(item.environment, to)}`);
      });
    }
    const found = (stored.get(id) ?? []).map((e) => `${(e as StoredEdge).kind} ${(e as StoredEdge).target}`);
    if (found.length !== wanted.size || found.some((edge) => !wanted.has(edge)))
      faults.push(`run ${id} has ${found.join(', ')} instead of ${[...wanted].join(', ')}`);
    stored.delete(id);
  }
  for (const id of stored.keys()) faults.push(`edges of ${id}, which is no run`);
  return faults;
}

/** Contributions recomputed from the stored rows of all runs. */
export async function rollupsOfRuns(pool: Queryable): Promise<unknown[]> {
  const ids = await pool.query<{ id: string }>('select id from run');
  const deltas: Deltas = new Map();
  for (const row of await selectStoredRuns(
    pool,
    ids.rows.map((r) => r.id),
  )) {
    addContribution(deltas, row.columns, row.attempts, 1);
  }
  return plain(deltas.values());
}

/** Σ of `rollup` and of what `rollup_delta` adds to it, by key. */
export async function rollupsStored(pool: Queryable): Promise<unknown[]> {
  const found = await pool.query<RollupRow & { is_delta: boolean }>(
    `select false as is_delta, ${selectedColumns} from rollup union all select true, ${selectedColumns} from rollup_delta`,
  );
  const sums: Deltas = new Map();
  for (const row of found.rows) {
    if (row.is_delta) addWidened(sums, contributionFrom(row), () => true);
    else addRow(sums, contributionFrom(row), 1);
  }
  return plain(sums.values());
}

function plain(rows: Iterable<Contribution>): unknown[] {
  const out: unknown[] = [];
  for (const row of rows) {
    if (isNothing(row)) continue;
    const { grain, bucket, queueId, jobId, ...rest } = row;
    const named = Object.fromEntries(
      Object.entries(rest).map(([k, v]) => [k.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`), v]),
    );
    out.push(...plainRow(`${grain} ${bucket} ${queueId} ${jobId}`, named));
  }
  return out.sort((a, b) => compare(JSON.stringify(a), JSON.stringify(b)));
}

/** Without zeros, histograms as sorted pairs; nothing when nothing is left. */
function plainRow(key: string, row: Record<string, unknown>): unknown[] {
  const values = Object.entries(row)
    .map(([name, value]): [string, unknown] => [
      name,
      value instanceof Map ? [...value].filter(([, n]) => n !== 0).sort((a, b) => a[0] - b[0]) : value,
    ])
    .filter(([, value]) => (Array.isArray(value) ? value.length > 0 : value !== 0))
    .sort((a, b) => compare(a[0], b[0]));
  return values.length === 0 ? [] : [{ key, ...Object.fromEntries(values) }];
}

/** Faults of structure: redirects that lead nowhere or to a younger id, aliases that lead to no live run. */
export async function structuralFaults(pool: Pool): Promise<string[]> {
  const faults: string[] = [];
  const rows = await pool.query<{ id: string; redirect_to: string | null }>('select id, redirect_to from run');
  const byId = new Map(rows.rows.map((r) => [r.id, r.redirect_to]));
  const leadsTo = (start: string): string | null => {
    let at = start;
    for (let hops = 0; hops < 50; hops++) {
      const next = byId.get(at);
      if (next === undefined) return null;
      if (next === null) return at;
      if (next >= at) faults.push(`redirect ${at} leads to the younger ${next}`);
      at = next;
    }
    return null;
  };
  for (const { id } of rows.rows) if (leadsTo(id) === null) faults.push(`run ${id} leads to no live run`);
  const aliases = await pool.query<{ alias: string; run_id: string }>(
    'select alias, run_id from run_alias where run_id is not null',
  );
  for (const { alias, run_id } of aliases.rows)
    if (leadsTo(run_id) === null) faults.push(`alias ${alias} leads to no live run`);
  const unnoted = await pool.query<{ id: string; moment: number }>(
    `select id, moment from run
     cross join lateral (values (0, ordered_at), (1, started_at), (2, finished_at)) as reached(moment, at)
     where not (at >= uuid_day(id) and at < uuid_day(id) + interval '1 day') and not exists (
       select from run_reach r where r.moment = reached.moment and to_timestamp(r.day * 86400) <= at
         and to_timestamp((r.day + 1) * 86400) > at and to_timestamp(r.id_day * 86400) = uuid_day(id))`.replaceAll(
      'uuid_day(id)',
      `date_trunc('day', to_timestamp(('x' || replace(left(id::text, 13), '-', ''))::bit(48)::int8 / 1000.0), 'UTC')`,
    ),
  );
  const misnoted = await pool.query<{ id: string }>(
    `select id from run where coalesce(eventful, false) <> (redirect_to is null
       and (state > ${runStates.indexOf('succeeded')} or failed_attempts > 0 or error_message is not null))`,
  );
  for (const { id } of misnoted.rows) faults.push(`run ${id} is eventful, or not, and says otherwise`);
  for (const { id, moment } of unnoted.rows) faults.push(`moment ${moment} of run ${id} cannot be found by its day`);
  return faults;
}
