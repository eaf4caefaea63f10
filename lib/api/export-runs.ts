// The run list as a file, streamed page by page: what one sees with the same filters, in the same order.
import type { Caller } from '#lib/auth/authorise.ts';
import type { RunListQuery, RunSummary } from '#lib/contracts/run.ts';
import type { RunCursor } from '#lib/db/run/select-runs.ts';
import { apiHeaders } from '#lib/http/security-headers.ts';
import { windowOf } from '#lib/http/window-of.ts';
import { pageOfRuns, type RunPage, runSearchOf } from '#lib/search/page-of-runs.ts';

const pageSize = 1_000;
export const exportFormats = ['csv', 'jsonl'] as const;
export type ExportFormat = (typeof exportFormats)[number];

const columns = [
  'id',
  'environment',
  'source',
  'system',
  'queue',
  'job',
  'jobId',
  'state',
  'attempts',
  'maxAttempts',
  'enqueuedAt',
  'dueAt',
  'startedAt',
  'finishedAt',
  'waitMs',
  'durationMs',
  'totalMs',
  'worker',
  'version',
  'tenant',
  'correlationId',
  'traceId',
  'parentRunId',
] as const satisfies readonly (keyof RunSummary)[];

/** A CSV cell (RFC 4180). What a spreadsheet would run as a formula is kept text by an apostrophe. */
export function csvCell(value: string | number | null): string {
  if (value === null) return '';
  const text = typeof value === 'string' && /^[=+\-@\t\r\0]/.test(value) ? `'${value}` : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

const header = `${[...columns, 'errorType', 'errorMessage'].join(',')}\r\n`;
const csvLine = (run: RunSummary): string =>
  `${[...columns.map((name) => run[name]), run.error?.type ?? null, run.error?.message ?? null].map(csvCell).join(',')}\r\n`;
const jsonLine = (run: RunSummary): string => `${JSON.stringify(run)}\n`;

/** A streamed response; the window is fixed when it begins, so that pages fit together. */
export async function exportRuns(
  caller: Caller,
  query: Omit<RunListQuery, 'limit' | 'cursor'>,
  format: ExportFormat,
  nowMs: number,
): Promise<Response> {
  const window = windowOf(query, nowMs);
  const search = await runSearchOf(caller.pool, query, { window, environment: caller.environment });
  const line = format === 'csv' ? csvLine : jsonLine;
  const encoder = new TextEncoder();
  let cursor: RunCursor | null = null;
  let isFirst = true;
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      let text = isFirst && format === 'csv' ? header : '';
      isFirst = false;
      // a pull must bring something: pages of a search in which nothing was found are passed over
      do {
        const page: RunPage = await pageOfRuns(caller.pool, search, pageSize, cursor);
        text += page.runs.map(line).join('');
        cursor = page.next;
      } while (text === '' && cursor);
      if (text !== '') controller.enqueue(encoder.encode(text));
      if (!cursor) controller.close();
    },
  });
  const type = format === 'csv' ? 'text/csv; charset=utf-8' : 'application/x-ndjson; charset=utf-8';
  const disposition = `attachment; filename="runs.${format}"`;
  return new Response(body, { headers: { ...apiHeaders, 'content-type': type, 'content-disposition': disposition } });
}
