/** What may become of a due time. */
export const slotOutcomes = [
  'expected', //    due just now
  'late', //        not begun, within its grace; or begun after it
  'missed', //      not begun when its grace was over
  'running',
  'ok',
  'failed',
  'overrunning', // ran, or runs, longer than it may
  'overlapping', // began while an earlier one was still running
  'double', //      begun twice
  'skipped', //     given up before it began: another one held the lock
  'paused',
  'unknown', //     nobody was watching
] as const;
export type SlotOutcome = (typeof slotOutcomes)[number];
