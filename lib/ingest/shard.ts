// Which derive shard a piece of evidence belongs to. Everything that may turn out to be one run must share a shard, because a
// shard has a single writer: so the shard follows from (environment, system), and from the queue only where every witness knows it.

/** Never change this number while rows are in the inbox. */
export const shardCount = 16;

/** Systems whose every witness knows the queue, split further by it. None so far: one deriver holds all shards by default. */
export const systemsSplitByQueue: ReadonlySet<string> = new Set();

/** FNV-1a over UTF-16 units: stable across processes and versions. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    hash ^= text.charCodeAt(i);
    hash = Math.imul(hash, 0x01000193);
  }
  return hash >>> 0;
}

/** 0 … `shardCount` − 1. Pass `queue` always; it counts only for systems that split by it. */
export function shardOf(environment: string, system: string, queue: string): number {
  const lane = systemsSplitByQueue.has(system) ? `\0${queue}` : '';
  return hashOf(`${environment}\0${system}${lane}`) % shardCount;
}
