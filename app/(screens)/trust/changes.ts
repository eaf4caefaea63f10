// Everything that somebody should change, of all senders, worst first. Pure.
import type { Advice, Trust } from '#lib/contracts/trust.ts';

export interface Change extends Omit<Advice, 'subject'> {
  key: string;
  source: string;
  environment: string | null;
  /** As it was sent. */
  sample: string | null;
}

/** Changes that are made in the same way, to be told once. */
export interface ChangeGroup {
  key: string;
  tone: Change['tone'];
  fix: string | null;
  snippet: string | null;
  changes: Change[];
}

/** Neighbours in order that need the same thing done, together; the order is that of the first of each. */
export function groupsOf(changes: readonly Change[]): ChangeGroup[] {
  const groups = new Map<string, ChangeGroup>();
  for (const change of changes) {
    const { tone, fix, snippet } = change;
    // What says nothing to do is only itself.
    const key = fix === null ? change.key : [tone, fix, snippet].join(' ');
    const group = groups.get(key);
    if (group) group.changes.push(change);
    else groups.set(key, { key, tone, fix, snippet, changes: [change] });
  }
  return [...groups.values()];
}

const rank: Record<Change['tone'], number> = { bad: 0, warn: 1, info: 2 };
const reasons: Record<string, string> = {
  'too-far-ahead': 'their time lies too far ahead',
  'too-old': 'their time lies before what is kept',
  'no-time': 'they have neither start nor end',
  'bad-trace-id': 'their trace id is none',
  'bad-span-id': 'their span id is none',
  'too-many-records': 'the request held too many',
  'spool-damaged': 'the spool was damaged',
  'refused-by-database': 'the database refused them',
};
const count = new Intl.NumberFormat('en-US');

function refusalText(reason: string, refused: number): string {
  if (reason === 'undecodable') return `${count.format(refused)} request${refused === 1 ? '' : 's'} refused: not OTLP`;
  const records = `${count.format(refused)} record${refused === 1 ? '' : 's'}`;
  return `${records} refused: ${reasons[reason] ?? reason}`;
}

/** What was refused before that may have been mended since; it stays counted. */
const currentMs = 24 * 3_600_000;

/** Advice, and refusals of the last 24 hours, worst first, of one tone the latest first. */
export function changesOf({ items }: Pick<Trust, 'items'>, nowMs: number): Change[] {
  const all = items.flatMap(({ source, environment, advice, rejected }): Change[] => {
    const place = { source, environment };
    return [
      ...advice.map(({ subject, ...one }) => ({
        ...one,
        ...place,
        sample: null,
        key: [one.code, subject, source, environment, one.text].join(' '),
      })),
      ...rejected
        .filter((one) => Date.parse(one.lastAt) > nowMs - currentMs)
        .map(({ reason, count: refused, sample, fix, firstAt, lastAt }) => ({
          ...place,
          key: [reason, source, environment].join(' '),
          code: reason,
          tone: 'bad' as const,
          text: refusalText(reason, refused),
          fix,
          snippet: null,
          count: refused,
          firstAt,
          lastAt,
          runId: null,
          traceId: null,
          sample,
        })),
    ];
  });
  return all.sort((a, b) => rank[a.tone] - rank[b.tone] || (b.lastAt ?? '').localeCompare(a.lastAt ?? ''));
}
