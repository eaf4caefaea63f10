// A run as one line for a terminal. What jobs are called must not steer the terminal: control characters are left out.
import type { RunSummary } from '#lib/contracts/run.ts';

/** Without C0 and C1 control characters, and without those that turn the direction of text. */
export const plain = (text: string): string => text.replaceAll(/[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, ' ');

export function ms(value: number | null): string {
  if (value === null) return '–';
  if (value < 1_000) return `${Math.round(value)} ms`;
  return value < 120_000 ? `${(value / 1_000).toFixed(1)} s` : `${(value / 60_000).toFixed(1)} min`;
}

const fit = (text: string, width: number): string => {
  const characters = Array.from(plain(text));
  return characters.length > width ? `${characters.slice(0, width - 1).join('')}…` : characters.join('').padEnd(width);
};

export const runHead = [
  'state     ',
  fit('job', 28),
  fit('queue', 20),
  '     wait',
  ' duration',
  ' n',
  'enqueued                ',
  'run',
].join('  ');

export function runLine(run: RunSummary): string {
  const line = [
    run.state.padEnd(10),
    fit(run.job ?? '–', 28),
    fit(run.queue, 20),
    ms(run.waitMs).padStart(9),
    ms(run.durationMs).padStart(9),
    String(run.attempts).padStart(2),
    (run.enqueuedAt ?? run.startedAt ?? '–').padEnd(24),
    run.id,
  ].join('  ');
  return run.error ? `${line}\n            ${plain(run.error.message).slice(0, 160)}` : line;
}
