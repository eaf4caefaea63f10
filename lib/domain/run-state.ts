// How a run's state may move while its evidence comes in the order in which things happened. Evidence that comes late may move
// it anywhere, since then it corrects what was said before.
//
//   scheduled ─► queued ─► running ─► succeeded
//       ▲ │        ▲ ▲       │ │ └──► dead ──┐ replay
//       │ └────────┼─┼───────┘ ▼             ▼
//    blocked ──────┘ └──── retrying ◄────────┘        cancelled, discarded, vanished: from every state that is not final
import { finalStates, type RunState, runStates } from '#lib/domain/run.ts';

const fromOpen: RunState[] = ['cancelled', 'discarded', 'vanished', 'dead', 'succeeded'];

const moves: Record<RunState, readonly RunState[]> = {
  scheduled: ['queued', 'blocked', 'running', 'retrying', ...fromOpen],
  blocked: ['queued', 'scheduled', 'running', 'retrying', ...fromOpen],
  queued: ['scheduled', 'blocked', 'running', 'retrying', ...fromOpen],
  // A run may give itself back: to wait for children, for a time, or for a free place.
  running: ['queued', 'scheduled', 'blocked', 'retrying', ...fromOpen],
  retrying: ['queued', 'scheduled', 'blocked', 'running', ...fromOpen],
  // Replays: the same job is put back by hand. A later attempt overrides an earlier end.
  succeeded: ['queued', 'scheduled', 'running', 'retrying', 'dead'],
  dead: ['queued', 'scheduled', 'running', 'retrying', 'succeeded', 'cancelled', 'discarded'],
  cancelled: ['queued', 'scheduled', 'running', 'retrying', 'succeeded', 'dead'],
  discarded: ['queued', 'scheduled', 'running', 'retrying', 'succeeded', 'dead'],
  // It was a guess: anything may turn out to be true.
  vanished: runStates.filter((state) => state !== 'vanished'),
};

/** Whether a run may go from one state to the next as new things happen to it. Staying is always legal. */
export function isLegalMove(from: RunState, to: RunState): boolean {
  return from === to || moves[from].includes(to);
}

/** No automatic change is to come. */
export const isFinal = (state: RunState): boolean => finalStates.has(state);
