// A moment as people type it, as the URL spells it: `3h`, `yesterday`, `2026-11-20 14:00` in the zone they read in. Pure.
import { momentOf } from './window.ts';

const span = /^(\d{1,6})\s*(s|sec|m|min|h|d|w)(?:\s+ago)?$/i;
const wall = /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T](\d{1,2})(?::(\d{2}))?(?::(\d{2}))?)?$/;
const asWritten = /^(now|\d{4}-\d{2}-\d{2}T)/;
const units: Record<string, string> = { sec: 's', min: 'm' };

/** What `from` or `to` takes; null when it is not understood. `isLocal`: times are read in the browser's zone instead of UTC. */
export function typedMoment(text: string, nowMs: number, isLocal: boolean): string | null {
  const typed = text.trim().toLowerCase();
  const back = span.exec(typed);
  if (back) return `now-${back[1]}${units[back[2] as string] ?? back[2]}`;
  if (typed === 'today') return new Date(dayStart(nowMs, 0, isLocal)).toISOString();
  if (typed === 'yesterday') return new Date(dayStart(nowMs, 1, isLocal)).toISOString();
  const parts = wall.exec(typed);
  if (parts) {
    const [year, month, day, hour, minute, second] = parts.slice(1).map((part) => Number(part ?? 0)) as number[];
    const args = [year, (month as number) - 1, day, hour, minute, second] as [
      number,
      number,
      number,
      number,
      number,
      number,
    ];
    const ms = isLocal ? new Date(...args).getTime() : Date.UTC(...args);
    return isOnCalendar(ms, args, isLocal) ? new Date(ms).toISOString() : null;
  }
  // nothing looser: browsers read a date into almost any words
  return asWritten.test(text.trim()) && momentOf(text.trim(), nowMs) !== null ? text.trim() : null;
}

function dayStart(nowMs: number, daysAgo: number, isLocal: boolean): number {
  const now = new Date(nowMs);
  return isLocal
    ? new Date(now.getFullYear(), now.getMonth(), now.getDate() - daysAgo).getTime()
    : Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate() - daysAgo);
}

/** Days that do not exist, such as 31 November, would roll over into the next month. */
function isOnCalendar(ms: number, [, month, day, hour]: readonly number[], isLocal: boolean): boolean {
  if (Number.isNaN(ms) || (hour ?? 0) > 23) return false;
  const date = new Date(ms);
  return isLocal
    ? date.getMonth() === month && date.getDate() === day
    : date.getUTCMonth() === month && date.getUTCDate() === day;
}
