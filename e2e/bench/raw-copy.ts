// The yardstick of ingest: Postgres itself reads the same spans as jsonb rows from a binary file, into a table with the same
// columns and indexes. No client, no network, no decoding: as fast as this server takes rows in.
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BenchSpan } from '#e2e/bench/bench-span.ts';
import { CopyRows } from '#lib/db/copy-binary.ts';
import type { Client } from '#lib/db/pool.ts';

/** As many as a commit of the door may have. */
const rowsPerTransaction = 5_000;

export class RawCopy {
  readonly #client: Client;
  readonly #folder = mkdtempSync(join(tmpdir(), 'signalbox-copy-'));

  /** `client`: of a superuser, on a server that reads this machine's files. */
  constructor(client: Client) {
    this.#client = client;
    // The server has an account of its own.
    chmodSync(this.#folder, 0o755);
  }

  async makeTable(): Promise<void> {
    await this.#client.query(`
      create table bench_span (
        trace_id bytea not null, span_id bytea not null, parent_span_id bytea, started_at timestamptz not null,
        duration_us int8 not null, name_id int4 not null, service_id int4 not null, environment_id int4 not null,
        kind int2 not null, status int2 not null, attributes jsonb not null);
      create index on bench_span (trace_id);
      create index on bench_span using brin (started_at)`);
  }

  /** Writes the files; what is returned copies them, one transaction each, and resolves with the seconds it took. */
  prepare(spans: readonly BenchSpan[]): () => Promise<number> {
    const files: string[] = [];
    for (let from = 0; from < spans.length; from += rowsPerTransaction) {
      const file = join(this.#folder, `${files.length}.bin`);
      writeFileSync(file, jsonbRows(spans.slice(from, from + rowsPerTransaction)), { mode: 0o644 });
      files.push(file);
    }
    return async () => {
      const started = performance.now();
      for (const file of files) {
        await this.#client.query(`copy bench_span from '${file}' with (format binary)`);
      }
      return (performance.now() - started) / 1000;
    };
  }

  async countRows(): Promise<number> {
    const { rows } = await this.#client.query<{ n: number }>('select count(*)::int4 as n from bench_span');
    return rows[0]?.n ?? 0;
  }

  close(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

function jsonbRows(spans: readonly BenchSpan[]): Buffer {
  const rows = new CopyRows(spans.length * 700);
  for (const span of spans) {
    rows.row(11);
    rows.bytes(span.traceId);
    rows.bytes(span.spanId);
    rows.bytes(span.parentSpanId);
    rows.timestamp(span.startedAt);
    rows.int8(span.durationUs);
    rows.int4(1);
    rows.int4(2);
    rows.int4(3);
    rows.int2(span.kind);
    rows.int2(0);
    rows.jsonb(JSON.stringify(span.event ? { ...span.attributes, events: [{ name: span.event }] } : span.attributes));
  }
  return rows.finish();
}
