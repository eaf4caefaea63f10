// From spans of every instrumentation to runs, the database aside: in items of evidence a second of one core. The door's and deriver's own
// code on the captures of all dialects, in a process of its own.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { type Figure, spreadOf } from '#e2e/bench/spread.ts';

/** `copies`: how many environments' worth of all captures a round reads; `rounds`: how often each step is measured. */
export async function measureDialects(copies: number, rounds: number): Promise<Figure[]> {
  const args = ['collectors/otlp/dialects/dialect-speed.ts', String(copies), String(rounds)];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  const speeds = JSON.parse(stdout) as Record<string, number[]>;
  return Object.entries(speeds).map(([what, values]) => {
    const figure: Figure = { what, unit: 'items/cpu-s', spread: spreadOf(values) };
    return what === 'all three' ? { ...figure, what: 'dialect, identify and derive', floor: 100_000 } : figure;
  });
}
