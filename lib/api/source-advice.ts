// What a person can change about a source that we read ourselves, from its row. Pure.
import type { Advice } from '#lib/contracts/trust.ts';
import type { SourceRow } from '#lib/db/source/source-row.ts';
import { lengthWords } from '#lib/trust/advice.ts';
import { sourceStatus } from './freshness-of.ts';

/** Clocks that are kept by NTP differ by less. */
const clockToleranceMs = 1_000;

const plain: Advice = {
  code: '',
  tone: 'warn',
  text: '',
  fix: null,
  snippet: null,
  subject: null,
  count: null,
  firstAt: null,
  lastAt: null,
  runId: null,
  traceId: null,
};

/** One entry for each thing that a person can change. */
export function sourceAdvice(row: SourceRow, nowMs: number): Advice[] {
  const all: Advice[] = row.missing.map(missingAdvice);
  const status = sourceStatus(row, nowMs);
  const isRunning = 'Is a process with the role watcher running?';
  if (status === 'failing') {
    const lastAt = row.lastErrorAt?.toISOString() ?? null;
    const fix = 'Correct its address or rights under Sources; it is tried again by itself.';
    all.push({ ...plain, code: 'read-failed', tone: 'bad', text: `It cannot be read: ${row.lastError}`, fix, lastAt });
  }
  if (status === 'waiting') {
    all.push({
      ...plain,
      code: 'never-read',
      text: 'It was not read yet.',
      fix: isRunning,
      snippet: 'npx signalbox doctor',
    });
  }
  if (status === 'stale') {
    const lastAt = row.lastReadAt?.toISOString() ?? null;
    all.push({
      ...plain,
      code: 'stale',
      tone: 'bad',
      text: 'Its last reading is old.',
      fix: isRunning,
      lastAt,
      snippet: 'npx signalbox doctor',
    });
  }
  const offset = row.clockOffsetMs ?? 0;
  if (Math.abs(offset) > clockToleranceMs) {
    const text = `Its clock is ${lengthWords(offset)} ${offset > 0 ? 'ahead of' : 'behind'} ours: waits across clocks are estimates.`;
    all.push({ ...plain, code: 'clock', text, fix: 'Turn on time synchronisation on both hosts.' });
  }
  return all;
}

/** A manifest says what it cannot see, and after a colon, where there is one, the command that mends it. */
function missingAdvice(missing: string): Advice {
  const [, what = missing, command = null] = /^(.*): ((?:npx )?signalbox .*)$/.exec(missing) ?? [];
  const fix = command && 'Let it be seen with one command:';
  return {
    ...plain,
    code: 'missing-right',
    text: `It cannot see ${what}.`,
    fix,
    snippet: command && `npx ${command.replace(/^npx /, '')}`,
  };
}
