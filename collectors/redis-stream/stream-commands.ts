// What is asked of a stream and its consumer groups: reading commands only.
import type { Redis } from 'ioredis';
import type { Micros } from '#lib/domain/evidence.ts';
import { keyFault, toFields } from '#lib/watch/redis-connection.ts';
import type { RedisStreamConfig } from './config.ts';
import { type Entry, isUpTo, type Pending } from './to-evidence.ts';

export type Stream = RedisStreamConfig['streams'][number];

const mostPending = 5_000;
const pageSize = 500;
export const firstEntries = 100;
const mostEntries = 2_000;
/** Text that a reading of one stream may hold, in characters. */
const mostText = 4_000_000;

export async function serverTime(redis: Redis): Promise<Micros> {
  const [seconds = 0, micros = 0] = (await redis.time()).map(Number);
  return seconds * 1_000_000 + micros;
}

export async function groupsOf(redis: Redis, { name, groups }: Stream): Promise<{ name: string; delivered: string }[]> {
  const found = (await redis.call('XINFO', 'GROUPS', name).catch(noSuchKey)) as unknown[];
  return found
    .map(toFields)
    .map((group) => ({ name: String(group.name), delivered: String(group['last-delivered-id']) }))
    .filter((group) => groups.length === 0 || groups.includes(group.name));
}

/** The id given out last, null without a stream; with how many characters were sent, since Redis adds the first and the last entry whole. */
export async function lastIdOf(redis: Redis, name: string): Promise<{ lastId: string | null; text: number }> {
  const info = toFields(await redis.call('XINFO', 'STREAM', name).catch(noSuchKey));
  const lastId = info['last-generated-id'];
  return { lastId: lastId === undefined ? null : String(lastId), text: JSON.stringify(info).length };
}

function noSuchKey(error: Error): unknown[] {
  if (/no such key/i.test(error.message)) return [];
  throw error;
}

export async function pendingOf(redis: Redis, stream: string, group: string): Promise<Pending[]> {
  const all: Pending[] = [];
  let from = '-';
  while (all.length < mostPending) {
    const now = await serverTime(redis);
    const page = (await redis.call('XPENDING', stream, group, from, '+', String(pageSize))) as [
      string,
      string,
      number,
      number,
    ][];
    for (const [id, consumer, idleMs, deliveries] of page) {
      all.push({ id, consumer, deliveries: Number(deliveries), startedAt: now - Number(idleMs) * 1000 });
    }
    const last = page.at(-1);
    if (!last || page.length < pageSize) break;
    from = `(${last[0]}`;
  }
  return all;
}

/** On the first reading: from the first entry that is not acknowledged by some group. */
export function firstNeeded(delivered: readonly string[], pending: readonly Pending[]): string {
  const ids = [...delivered, ...pending.map((one) => one.id)];
  return ids.reduce((least, id) => (isUpTo(id, least) ? id : least));
}

export async function entriesFrom(redis: Redis, name: string, start: string, most: number): Promise<Entry[]> {
  const list = (await redis.call('XRANGE', name, start, '+', 'COUNT', String(most))) as [string, unknown][];
  return list.map(([id, values]) => ({ id, fields: toFields(values) }));
}

/** How many entries to ask for next, by how many characters these were: few at first, since Redis cannot tell before it sends them. */
export function pageAfter(entries: readonly Entry[], text: number): number {
  return entries.length === 0
    ? firstEntries
    : Math.min(mostEntries, Math.max(1, Math.floor((mostText * entries.length) / text)));
}

/** Why this key cannot be read as a stream; null = it can, or is not there. Throws what concerns more than that key. */
export async function faultOf(redis: Redis, name: string): Promise<string | null> {
  try {
    await redis.xlen(name);
    return null;
  } catch (error) {
    const fault = keyFault(error as Error);
    if (fault === null) throw error;
    return fault;
  }
}

/** Dead letters; null = there is no stream named for them, or it is none. */
export const deadOf = async (redis: Redis, { deadLetter }: Stream): Promise<number | null> =>
  deadLetter === undefined || (await faultOf(redis, deadLetter)) !== null ? null : redis.xlen(deadLetter);
