// What the figures were measured on: without it they mean little elsewhere.
import { closeSync, fdatasyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { createPool } from '#lib/db/pool.ts';

export interface Machine {
  cores: number;
  processor: string;
  memoryGiB: number;
  /** Flushes of 8 kB to disk a second, one after another, where the database's files lie by default. */
  flushesPerSecond: number;
  node: string;
  postgres: string;
  /** One-minute load before the measurements: beyond a fraction of a core, others were at work. */
  loadBefore: number;
}

export async function describeMachine(databaseUrl: string): Promise<Machine> {
  const loadBefore = loadavg()[0] ?? 0;
  const pool = createPool({ url: databaseUrl, max: 1 });
  try {
    const { rows } = await pool.query<{ server_version: string }>('show server_version');
    return {
      cores: availableParallelism(),
      processor: cpus()[0]?.model ?? 'unknown',
      memoryGiB: Math.round(totalmem() / 2 ** 30),
      flushesPerSecond: flushRate(),
      node: process.version,
      postgres: rows[0]?.server_version ?? 'unknown',
      loadBefore: Math.round(loadBefore * 10) / 10,
    };
  } finally {
    await pool.end();
  }
}

function flushRate(): number {
  const folder = mkdtempSync(join(tmpdir(), 'signalbox-flush-'));
  const file = openSync(join(folder, 'file'), 'w');
  const block = Buffer.alloc(8192, 1);
  let flushes = 0;
  const started = performance.now();
  while (performance.now() - started < 500) {
    writeSync(file, block, 0, block.length, flushes * block.length);
    fdatasyncSync(file);
    flushes++;
  }
  const rate = flushes / ((performance.now() - started) / 1000);
  closeSync(file);
  rmSync(folder, { recursive: true });
  return Math.round(rate);
}
