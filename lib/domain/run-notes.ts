// What a person should know before believing a run's state: what is only supposed, what may still come, what nobody will ever tell. Pure.
import type { Evidence, Micros } from '#lib/domain/evidence.ts';
import type { Attempt, Run } from '#lib/domain/run.ts';

/** Exporters send every few seconds, and retry: a state that rests on spans may change this long after the last one came. */
export const settleUs = 30_000_000;

export const runNoteCodes = ['settling', 'unconfirmed', 'lost', 'vanished', 'unseen'] as const;
export type RunNoteCode = (typeof runNoteCodes)[number];
export interface RunNote {
  code: RunNoteCode;
  text: string;
}

/** `items`: the run's evidence. The most urgent first; none where the state is simply what it is. */
export function runNotes(run: Run, items: readonly Evidence[], nowUs: Micros): RunNote[] {
  const notes: RunNote[] = [];
  const isBySpansAlone = items.every(({ atClock }) => atClock === 'worker');
  const isSupposed = run.fidelity.state === 'inferred' || run.fidelity.state === 'unknown';
  if (isBySpansAlone && run.state !== 'succeeded' && nowUs - lastHeardOf(items) < settleUs) {
    notes.push({ code: 'settling', text: 'Its latest span came less than 30 s ago: more may follow, in any order.' });
  } else if (run.state === 'retrying' && isSupposed) {
    notes.push({
      code: 'unconfirmed',
      text: `Unconfirmed: the last attempt failed, and what ${run.source} sends does not say whether another follows. None was seen since.`,
    });
  } else if (isBySpansAlone && run.state === 'queued' && run.attempts.length === 0) {
    notes.push({
      code: 'unseen',
      text: 'Only its enqueueing was seen. A span comes when an attempt ends: it may be at work, its worker may have been killed, or may send no spans.',
    });
  } else if (run.state === 'running' && isSupposed) {
    notes.push({ code: 'unseen', text: 'It was taken from its queue; nothing has told yet what became of it.' });
  }
  if (run.state === 'vanished') {
    notes.push({
      code: 'vanished',
      text: run.attempts.some(({ finishedAt }) => finishedAt !== null)
        ? 'Vanished: it ended, and nobody said how.'
        : `Vanished: its record disappeared from ${run.source} before anyone said how it ended. It counts neither as succeeded nor as dead.`,
    });
  }
  for (const attempt of run.attempts) if (attempt.state === 'lost') notes.push(lostNote(attempt));
  return notes.slice(0, mostNotes);
}

const mostNotes = 8;

const lastHeardOf = (items: readonly Evidence[]): Micros =>
  items.reduce((latest, { observedAt }) => Math.max(latest, observedAt), 0);

function lostNote({ number, startedAt, fidelity }: Attempt): RunNote {
  const text =
    startedAt === null && fidelity === 'inferred'
      ? `Attempt ${number} was lost: nobody told of it, but the next one counts it. Its worker was killed, or its spans did not arrive.`
      : `Attempt ${number} was lost: its worker never said how it ended, and the run went on without it. It was killed, stalled, or lost its lock.`;
  return { code: 'lost', text };
}
