import type { ErrorGroup } from '#lib/contracts/error-group.ts';

/** Why a group stands as it does, in words: pure. `moment` writes a moment. */
export function standingWords(group: ErrorGroup, moment: (iso: string) => string): string {
  const { status, statusAt, statusBy, ignoredUntil, ignoredRuns } = group;
  if (status === 'open' && statusAt === null) return 'Nobody has decided anything yet.';
  const who = statusBy ? ` by ${statusBy}` : '';
  const when = statusAt ? ` ${moment(statusAt)}` : '';
  if (status === 'regressed') return `Resolved${when}${who}, and seen again since.`;
  if (status === 'resolved') return `Resolved${when}${who}.`;
  const limits = [
    ignoredUntil ? `until ${moment(ignoredUntil)}` : '',
    ignoredRuns ? `until ${ignoredRuns} more runs have it` : '',
  ].filter((limit) => limit !== '');
  const limit = limits.length > 0 ? limits.join(' or ') : 'until it is opened again';
  if (status === 'ignored') return `Ignored${when}${who}, ${limit}.`;
  return ignoredUntil || ignoredRuns ? `Was ignored ${limit}: that is over.` : `Opened again${when}${who}.`;
}
