// How many notices a channel for people would get of some episodes: after grouping and repeats, as the outbox sends them. Pure.
import type { Rule } from '#lib/contracts/alert-rule.ts';
import type { Episode } from './episodes.ts';
import { timersOf } from './group-timers.ts';

type Timers = Pick<Rule, 'groupWaitMs' | 'groupIntervalMs' | 'repeatMs'>;

interface Event {
  atMs: number;
  kind: 'firing' | 'repeat' | 'resolved';
  episode: Episode;
}

/** Of all groups up to `untilMs`. What ends before it was sent is not told. */
export function countNotices(rule: Timers, episodes: readonly Episode[], untilMs: number): number {
  const groups = Map.groupBy(episodes, ({ labels }) => labels.environment ?? '');
  return [...groups.values()].reduce((sum, group) => sum + countOfGroup(rule, group, untilMs), 0);
}

function countOfGroup(rule: Timers, episodes: readonly Episode[], untilMs: number): number {
  let count = 0;
  let dueMs: number | null = null;
  let lastMs = Number.NEGATIVE_INFINITY;
  const open = new Set<Episode>();
  const waiting = new Set<Episode>();
  const send = (atMs: number): void => {
    count++;
    lastMs = atMs;
    dueMs = null;
    waiting.clear();
  };
  for (const { atMs, kind, episode } of eventsOf(rule, episodes, untilMs)) {
    if (dueMs !== null && dueMs < atMs) send(dueMs);
    if (kind === 'resolved') open.delete(episode);
    if (kind !== 'firing' && waiting.has(episode)) {
      // over before it was told
      if (kind === 'resolved' && waiting.delete(episode) && waiting.size === 0) dueMs = null;
      continue;
    }
    const { waitMs, intervalMs } = timersOf(rule, kind === 'resolved' ? 'resolved' : 'firing', open.size > 0);
    if (kind === 'firing') {
      open.add(episode);
      waiting.add(episode);
    }
    dueMs ??= Math.max(atMs + (kind === 'repeat' ? 0 : waitMs), intervalMs > 0 ? lastMs + intervalMs : atMs);
  }
  if (dueMs !== null && dueMs <= untilMs) send(dueMs);
  return count;
}

/** In order; at one moment ends before beginnings. */
function eventsOf({ repeatMs }: Timers, episodes: readonly Episode[], untilMs: number): Event[] {
  const events: Event[] = [];
  for (const episode of episodes) {
    const toMs = episode.toMs ?? untilMs;
    events.push({ atMs: episode.fromMs, kind: 'firing', episode });
    for (let atMs = episode.fromMs + repeatMs; atMs < toMs; atMs += repeatMs)
      events.push({ atMs, kind: 'repeat', episode });
    if (episode.toMs !== null) events.push({ atMs: episode.toMs, kind: 'resolved', episode });
  }
  const place = { resolved: 0, repeat: 1, firing: 2 } as const;
  return events.sort((a, b) => a.atMs - b.atMs || place[a.kind] - place[b.kind]);
}
