import { exportRuns } from '#lib/api/export-runs.ts';
import { runListQuery } from '#lib/contracts/run.ts';
import { route } from '#lib/http/route.ts';

export const dynamic = 'force-dynamic';

export const GET = route(
  { path: '/api/v1/export/runs.jsonl', method: 'GET', query: runListQuery.omit({ limit: true, cursor: true }) },
  (caller, { query, nowMs }) => exportRuns(caller, query, 'jsonl', nowMs),
);
